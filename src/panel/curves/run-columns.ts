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
import type { LogPiece, RunEvent, StepColumns, StepEvent } from '../../runs';

/** Position on each horizontal axis. */
type AxisPosition = Readonly<Record<Axis, number>>;
export interface EvaluationPoint extends AxisPosition {
  readonly curve: EvaluationCurve;
  readonly value: number;
}
export interface CheckpointPoint extends AxisPosition {
  readonly isBest: boolean;
}

/** Values of a curve by row, NaN where a row has none, with their index; a view that the next piece may overwrite. */
export interface Column {
  readonly values: Float32Array;
  readonly blocks: BlockExtremes;
}

/** Parameters of the moving average. */
export interface Smoothing {
  readonly weight: number;
  /** Whether the average leaves outliers out. */
  readonly setsAside: boolean;
}

interface StoredColumn {
  values: Float32Array;
  readonly blocks: BlockExtremes;
}

interface StoredAverage extends StoredColumn {
  smoother: Smoother | undefined;
  length: number;
}

/** Growth factor after which the fence of a curve is computed again. */
const fenceGrowth = 1.25;

/** Spare room, as a factor of the rows: doubling would take twice the memory of a long run. */
const spareRows = 1.5;

/** Rows for which room is made before they are read: more a log may claim by its size without holding them. */
const maxExpectedRows = 2_000_000;

/** Larger epochs are none: beyond them the smallest gap is lost in the digits of a number. */
const maxEpoch = 1e9;

type EvaluationEvent = Extract<RunEvent, { type: 'evaluation' }>;

/** Minimum distance of neighbouring rows: x must ascend strictly, but rows can have equal epochs and clock times. */
const minEpochGap = 1e-9;
const minSecondsGap = 1e-6;

/**
 * Table of the student's curves of one run, with a row for each step in ascending order. A record replaces earlier rows of
 * its step and after it, because a resumed run repeats steps.
 */
export class RunColumns {
  readonly checkpoints: CheckpointPoint[] = [];
  /** First rows of the attempts after the first. */
  readonly resumptions: AxisPosition[] = [];
  /** Count of removals of rows. A change tells a reader that the rows it has seen are no longer valid. */
  cuts = 0;
  private used = 0;
  private readonly positions = { step: new Float64Array(), epoch: new Float64Array(), time: new Float64Array() };
  private readonly points = new Map<EvaluationCurve, EvaluationPoint[]>();
  private readonly columns = new Map<StepCurve, StoredColumn>();
  private readonly averages = new Map<StepCurve, StoredAverage>();
  private readonly fences = new Map<StepCurve, { readonly fence: Fence | undefined; readonly length: number }>();
  private smoothing: Smoothing = { weight: 0, setsAside: false };
  private lastAt = 0;
  /** Starts of attempts, in milliseconds, whose rows are still to come. */
  private starts: readonly number[] = [];

  /** Of the student's training, or of the newest teacher's. */
  constructor(private readonly phase: StepEvent['phase'] = 'student') {}

  get length(): number {
    return this.used;
  }

  /** The x of the rows, strictly ascending; a view that the next piece may overwrite. Time is in seconds of training. */
  axis(axis: Axis): Float64Array {
    return this.positions[axis].subarray(0, this.used);
  }

  /** The column of a curve; undefined when no row has a value of it. */
  column(name: StepCurve): Column | undefined {
    const kept = this.columns.get(name);
    return kept && { values: kept.values.subarray(0, this.used), blocks: kept.blocks };
  }

  /** Evaluations of a curve, whose steps ascend. */
  evaluationsOf(curve: EvaluationCurve): readonly EvaluationPoint[] {
    return this.points.get(curve) ?? [];
  }

  /** The largest position of an evaluation on an axis, or in steps; 0 where there is none. */
  lastEvaluation(axis: Axis): number {
    return Math.max(0, ...[...this.points.values()].map((points) => points.at(-1)?.[axis] ?? 0));
  }

  /** Appends a piece of the log. */
  take(piece: LogPiece): void {
    if (piece.isAnew) this.cutFrom(-Infinity);
    const starts = piece.events.flatMap((event) => (event.type === 'started' ? (event.at ?? []) : []));
    this.starts = [...this.starts, ...starts];
    for (const table of piece.steps) if (table.series.phase === this.phase) this.append(table, piece.share);
    for (const event of piece.events) {
      if (event.type === 'evaluation' && event.phase === this.phase) this.addEvaluation(event);
      else if (event.type === 'checkpoint' && this.phase === 'student') this.addCheckpoint(event);
    }
  }

  /** The column of a curve's moving average from its first row. Averages of one smoothing are cached at a time. */
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
      const grown = new Float32Array(this.positions.step.length);
      grown.set(known.values.subarray(0, known.length));
      known.values = grown;
    }
    known.smoother ??= new Smoother(weight, fence);
    known.smoother.smooth(column.values, known.length, this.used, known.values);
    known.length = this.used;
    this.averages.set(name, known);
    return { values: known.values.subarray(0, this.used), blocks: known.blocks };
  }

  /** The fence of all rows. A new fence resets the average, which depends on it. */
  private fenceOf(name: StepCurve, values: Float32Array): Fence | undefined {
    const known = this.fences.get(name);
    if (known !== undefined && known.length <= this.used && this.used <= fenceGrowth * known.length) return known.fence;
    const fence = fenceOf(values, 0, this.used);
    this.fences.set(name, { fence, length: this.used });
    this.forgetAverages(name);
    return fence;
  }

  /** Resets averages but keeps their memory. */
  private forgetAverages(only?: StepCurve): void {
    for (const [name, kept] of this.averages) {
      if (only !== undefined && name !== only) continue;
      Object.assign(kept, { smoother: undefined, length: 0 });
      kept.blocks.cut(0);
    }
  }

  /** Appends a table of ascending steps, which a share of the log holds. */
  private append({ step, columns }: StepColumns, share: number): void {
    const [first] = step;
    if (first === undefined) return;
    if (this.used > 0 && first <= (this.positions.step[this.used - 1] ?? 0)) this.cutFrom(first);
    const base = this.used;
    this.makeRoom(base + step.length, share);
    this.positions.step.set(step, base);
    this.appendPositions(base, step.length, columns);
    for (const name of stepCurves) {
      const values = columns.get(name);
      const kept = this.columns.get(name) ?? (values === undefined ? undefined : this.startColumn(name));
      const column = kept?.values;
      if (values === undefined) column?.fill(Number.NaN, base, base + step.length);
      else column?.set(values, base);
    }
    this.used = base + step.length;
  }

  private appendPositions(base: number, count: number, columns: StepColumns['columns']): void {
    const [at, epoch] = [columns.get('at'), columns.get('epoch')];
    const { epoch: epochs, time: times } = this.positions;
    for (let row = 0; row < count; row += 1) {
      const index = base + row;
      const now = at?.[row] ?? this.lastAt;
      // The pause between the end of an attempt and the start of the next one is no training time.
      const start = this.starts.length === 0 ? undefined : this.startBefore(now);
      const passed = (now - (start ?? this.lastAt)) / 1000 || 0;
      const [time, before] = [times[index - 1] ?? 0, epochs[index - 1] ?? 0];
      times[index] = index === 0 ? 0 : Math.max(time + passed, behind(time, minSecondsGap));
      const given = epoch?.[row] ?? 0;
      const position = given >= 0 && given <= maxEpoch ? given : 0;
      epochs[index] = index === 0 ? position : Math.max(position, behind(before, minEpochGap));
      if (start !== undefined && index > 0) this.resumptions.push(this.positionOf(index));
      // The system clock may be set back; the steps alone define the order.
      this.lastAt = now;
    }
  }

  /** Start of the attempt of a row at `now`, where it is the attempt's first: the last start after the row before. */
  private startBefore(now: number): number | undefined {
    const start = this.starts.findLast((one) => one <= now && one > this.lastAt);
    this.starts = this.starts.filter((one) => one > now);
    return start;
  }

  private addEvaluation(event: EvaluationEvent): void {
    const position = this.positionAt(event.step);
    const add = (curve: EvaluationCurve, value: number | undefined): void => {
      if (value === undefined) return;
      const points = this.points.get(curve) ?? [];
      this.points.set(curve, points);
      dropFrom(points, event.step);
      points.push({ ...position, curve, value });
    };
    if (event.split === 'test') {
      add('testAccuracy', event.accuracy);
      add('testPerplexity', event.perplexity);
    } else {
      add('validationAccuracy', event.accuracy);
      add('agreement', event.agreement);
      add('validationKl', event.klAtOne);
      add('validationPerplexity', event.perplexity);
    }
  }

  private addCheckpoint(event: Extract<RunEvent, { type: 'checkpoint' }>): void {
    // A resumed run writes checkpoints again: those at and after the step are replaced.
    dropFrom(this.checkpoints, event.step);
    this.checkpoints.push({ ...this.positionAt(event.step), isBest: event.best });
  }

  /** The position of a step on each axis: that of the last row at or before it. */
  private positionAt(step: number): AxisPosition {
    const index = Math.max(0, lowerBound(this.positions.step, step + 0.5, this.used) - 1);
    return { ...this.positionOf(index), step };
  }

  private positionOf(index: number): AxisPosition {
    const { step, epoch, time } = this.positions;
    return { step: step[index] ?? 0, epoch: epoch[index] ?? 0, time: time[index] ?? 0 };
  }

  private cutFrom(step: number): void {
    this.used = lowerBound(this.positions.step, step, this.used);
    for (const points of [...this.points.values(), this.checkpoints, this.resumptions]) dropFrom(points, step);
    for (const { blocks } of this.columns.values()) blocks.cut(this.used);
    this.forgetAverages();
    this.fences.clear();
    this.cuts += 1;
  }

  private startColumn(name: StepCurve): StoredColumn {
    const kept = { values: new Float32Array(this.positions.step.length), blocks: new BlockExtremes() };
    kept.values.fill(Number.NaN, 0, this.used);
    this.columns.set(name, kept);
    return kept;
  }

  /** Makes room for `count` rows, which a share of the log holds. */
  private makeRoom(count: number, share: number): void {
    if (count <= this.positions.step.length) return;
    const room = Math.max(4096, Math.ceil(count * spareRows), Math.min(maxExpectedRows, expectedRows(count, share)));
    for (const axis of ['step', 'epoch', 'time'] as const) {
      const grown = new Float64Array(room);
      grown.set(this.positions[axis].subarray(0, this.used));
      this.positions[axis] = grown;
    }
    for (const kept of this.columns.values()) {
      const grown = new Float32Array(room);
      grown.set(kept.values.subarray(0, this.used));
      kept.values = grown;
    }
  }
}

/** Last digits of a number as a share of it. A constant: V8 would raise the power anew for each row. */
const lastDigits = 2 ** -51;

/** A position behind another by a gap, or by the last digits of a large number. */
function behind(position: number, gap: number): number {
  return position + Math.max(gap, position * lastDigits);
}

/** Drops the points at and after a step. A log has a point for each line at most, so each is dropped once. */
function dropFrom(points: { readonly step: number }[], step: number): void {
  for (let last = points.at(-1); last !== undefined && last.step >= step; last = points.at(-1)) points.pop();
}

/** Rows of a whole log, of which a share holds `count`, with a hundredth more for lines of other lengths. */
function expectedRows(count: number, share: number): number {
  return share > 0 ? Math.ceil((1.01 * count) / share) : 0;
}
