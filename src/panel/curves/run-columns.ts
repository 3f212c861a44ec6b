import {
  BlockExtremes,
  fenceOf,
  lowerBound,
  Smoother,
  stepCurves,
  type Axis,
  type EvaluationCurve,
  type Fence,
  type StepCurve,
} from '../../curves';
import type { LogPiece, RunEvent, StepColumns } from '../../runs';

/** Where something lies on each axis. */
type Place = Readonly<Record<Axis, number>>;
export interface EvaluationPoint extends Place {
  readonly curve: EvaluationCurve;
  readonly value: number;
}
export interface CheckpointPlace extends Place {
  readonly epochNumber: number;
  readonly isBest: boolean;
}

/** The values of a curve, row by row, NaN where there is none; a view that the next piece may overwrite. */
export interface Column {
  readonly values: Float32Array;
  readonly blocks: BlockExtremes;
}

/** How a curve is smoothed. */
export interface Smoothing {
  readonly weight: number;
  /** Whether the average passes over outliers. */
  readonly setsAside: boolean;
}

interface Kept {
  values: Float32Array;
  readonly blocks: BlockExtremes;
}

interface KeptAverage extends Kept {
  smoother: Smoother | undefined;
  length: number;
}

/** The fence of a curve is drawn anew when it has grown by so much. */
const fenceGrowth = 1.25;

type EvaluationEvent = Extract<RunEvent, { type: 'evaluation' }>;

/** Two places may not be the same, as equal times of the clock would be. */
const leastEpochs = 1e-9;
const leastSeconds = 1e-6;

/**
 * The student's curves of one run, as its log says them: rows of ascending steps. A record at a step supersedes earlier ones
 * at that step and after, as a resumed run needs.
 */
export class RunColumns {
  evaluations: EvaluationPoint[] = [];
  checkpoints: CheckpointPlace[] = [];
  /** How often rows that were there have been taken back: what was told of them is void then. */
  cuts = 0;
  private used = 0;
  private readonly places = { step: new Float64Array(), epoch: new Float64Array(), time: new Float64Array() };
  private readonly columns = new Map<StepCurve, Kept>();
  private readonly averages = new Map<StepCurve, KeptAverage>();
  private readonly fences = new Map<StepCurve, { readonly fence: Fence | undefined; readonly length: number }>();
  private smoothing: Smoothing = { weight: 0, setsAside: false };
  private lastAt = 0;

  get length(): number {
    return this.used;
  }

  /** The rows' places on an axis, strictly ascending; a view that the next piece may overwrite. Time is in seconds of training. */
  axis(axis: Axis): Float64Array {
    return this.places[axis].subarray(0, this.used);
  }

  /** A curve; undefined when no row has a value of it. */
  column(name: StepCurve): Column | undefined {
    const kept = this.columns.get(name);
    return kept && { values: kept.values.subarray(0, this.used), blocks: kept.blocks };
  }

  /** Takes what a log gained. */
  take(piece: LogPiece): void {
    if (piece.isAnew) this.cutFrom(-Infinity);
    const starts = piece.events.flatMap((event) => (event.type === 'started' ? [event.at] : []));
    for (const table of piece.steps) {
      if (table.series.phase === 'student') this.append(table, starts);
    }
    for (const event of piece.events) {
      if (event.type === 'evaluation' && event.phase === 'student') this.addEvaluation(event);
      else if (event.type === 'checkpoint') this.addCheckpoint(event);
    }
  }

  /** A curve smoothed from its first row. Only one smoothing is kept at a time. */
  smooth(name: StepCurve, smoothing: Smoothing): Column | undefined {
    const column = this.column(name);
    if (column === undefined) return undefined;
    const { weight, setsAside } = smoothing;
    if (weight !== this.smoothing.weight || setsAside !== this.smoothing.setsAside) this.forgetAverages();
    this.smoothing = smoothing;
    const fence = setsAside ? this.fenceOf(name, column.values) : undefined;
    const known = this.averages.get(name) ?? {
      ...{ smoother: undefined, values: new Float32Array(), blocks: new BlockExtremes(), length: 0 },
    };
    if (known.values.length < this.used) {
      const grown = new Float32Array(this.places.step.length);
      grown.set(known.values.subarray(0, known.length));
      known.values = grown;
    }
    known.smoother ??= new Smoother(weight, fence);
    known.smoother.smooth(column.values, known.length, this.used, known.values);
    known.length = this.used;
    this.averages.set(name, known);
    return { values: known.values.subarray(0, this.used), blocks: known.blocks };
  }

  /** The fence of all rows; where it is drawn anew, the average begins anew. */
  private fenceOf(name: StepCurve, values: Float32Array): Fence | undefined {
    const known = this.fences.get(name);
    if (known !== undefined && known.length <= this.used && this.used <= fenceGrowth * known.length) return known.fence;
    const fence = fenceOf(values, 0, this.used);
    this.fences.set(name, { fence, length: this.used });
    this.forgetAverages(name);
    return fence;
  }

  /** Lets averages begin anew, in the memory that they have. */
  private forgetAverages(only?: StepCurve): void {
    for (const [name, kept] of this.averages) {
      if (only !== undefined && name !== only) continue;
      Object.assign(kept, { smoother: undefined, length: 0 });
      kept.blocks.cut(0);
    }
  }

  /** Appends a table of ascending steps; `starts` are the times at which attempts began within its piece. */
  private append({ step, columns }: StepColumns, starts: readonly number[]): void {
    const [first] = step;
    if (first === undefined) return;
    if (this.used > 0 && first <= (this.places.step[this.used - 1] ?? 0)) this.cutFrom(first);
    const base = this.used;
    this.makeRoom(base + step.length);
    this.places.step.set(step, base);
    this.appendPlaces(base, step.length, columns, starts);
    for (const name of stepCurves) {
      const values = columns.get(name);
      const kept = this.columns.get(name) ?? (values === undefined ? undefined : this.startColumn(name));
      const column = kept?.values;
      if (values === undefined) column?.fill(Number.NaN, base, base + step.length);
      else column?.set(values, base);
    }
    this.used = base + step.length;
  }

  private appendPlaces(base: number, count: number, columns: StepColumns['columns'], starts: readonly number[]): void {
    const [at, epoch] = [columns.get('at'), columns.get('epoch')];
    const { epoch: epochs, time: times } = this.places;
    for (let row = 0; row < count; row += 1) {
      const index = base + row;
      const now = at?.[row] ?? this.lastAt;
      // Nobody trained between one attempt's end and the next one's start.
      const since = starts.length === 0 ? this.lastAt : this.sinceStart(starts, now);
      const passed = index === 0 ? 0 : Math.max(leastSeconds, (now - since) / 1000 || 0);
      times[index] = (index === 0 ? 0 : (times[index - 1] ?? 0)) + passed;
      epochs[index] = Math.max(epoch?.[row] ?? 0, index === 0 ? 0 : (epochs[index - 1] ?? 0) + leastEpochs) || 0;
      // The clock may move back; order comes from the steps.
      this.lastAt = now;
    }
  }

  /** When the time until `now` began to count: at the newest start of an attempt after the last row, or at that row. */
  private sinceStart(starts: readonly number[], now: number): number {
    return starts.findLast((start) => start <= now && start > this.lastAt) ?? this.lastAt;
  }

  private addEvaluation(event: EvaluationEvent): void {
    const place = this.placeOf(event.step);
    const add = (curve: EvaluationCurve, value: number | undefined): void => {
      if (value === undefined) return;
      this.evaluations = this.evaluations.filter((point) => point.curve !== curve || point.step < event.step);
      this.evaluations.push({ ...place, curve, value });
    };
    if (event.split === 'test') add('testAccuracy', event.accuracy);
    else {
      add('validationAccuracy', event.accuracy);
      add('agreement', event.agreement);
      add('validationKl', event.klAtOne);
    }
  }

  private addCheckpoint(event: Extract<RunEvent, { type: 'checkpoint' }>): void {
    // A checkpoint of the same step replaces the one before it.
    this.checkpoints = this.checkpoints.filter(({ step }) => step < event.step);
    this.checkpoints.push({ ...this.placeOf(event.step), epochNumber: event.epoch, isBest: event.best });
  }

  /** Where a step lies on each axis: at the newest row that is not after it. */
  private placeOf(step: number): Place {
    const index = Math.max(0, lowerBound(this.places.step, step + 0.5, this.used) - 1);
    return { step, epoch: this.places.epoch[index] ?? 0, time: this.places.time[index] ?? 0 };
  }

  private cutFrom(step: number): void {
    this.used = lowerBound(this.places.step, step, this.used);
    this.evaluations = this.evaluations.filter((point) => point.step < step);
    this.checkpoints = this.checkpoints.filter((place) => place.step < step);
    for (const { blocks } of this.columns.values()) blocks.cut(this.used);
    this.forgetAverages();
    this.fences.clear();
    this.cuts += 1;
  }

  private startColumn(name: StepCurve): Kept {
    const kept = { values: new Float32Array(this.places.step.length), blocks: new BlockExtremes() };
    kept.values.fill(Number.NaN, 0, this.used);
    this.columns.set(name, kept);
    return kept;
  }

  private makeRoom(count: number): void {
    if (count <= this.places.step.length) return;
    // Half more: doubling would hold a long run twice.
    const room = Math.max(4096, Math.ceil(count * 1.5));
    for (const axis of ['step', 'epoch', 'time'] as const) {
      const grown = new Float64Array(room);
      grown.set(this.places[axis].subarray(0, this.used));
      this.places[axis] = grown;
    }
    for (const kept of this.columns.values()) {
      const grown = new Float32Array(room);
      grown.set(kept.values.subarray(0, this.used));
      kept.values = grown;
    }
  }
}
