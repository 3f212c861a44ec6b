import * as z from 'zod';
import { lowerBound, thin, type FloatArray } from '../../curves';
import { LogFollower, stepColumnNames, type EvaluationEvent, type StepColumnName, type StepColumns } from '../../runs';
import { AgentFault, defineTool } from '../agent-tool';
import { short } from '../describe-run';
import { findRunFolder, runField } from '../find-run';

/** Columns of a log that are positions, not curves. */
const positions: ReadonlySet<string> = new Set(['at', 'epoch', 'seq', 'attempt']);
const curveNames = stepColumnNames.filter((name) => !positions.has(name));
const nameSchema = z.enum(curveNames as [StepColumnName, ...StepColumnName[]]);

export const readCurvesTool = defineTool({
  name: 'read_curves',
  title: 'Read Curves',
  description:
    'Curves of a run as [step, value] pairs, thinned so that every extreme stays: losses, temperature and the like of the steps, and accuracies of the evaluations. Ask for a range of steps to see more of it.',
  input: z.object({
    run: runField,
    curves: z
      .array(nameSchema)
      .min(1)
      .max(8)
      .default(['loss', 'temperature', 'learningRate'])
      .describe('Names of curves of the steps.'),
    points: z.int().min(6).max(600).default(30).describe('Points of a curve at most, but for gaps.'),
    from: z.number().min(0).optional().describe('First step; the first of the run when absent.'),
    to: z.number().min(0).optional().describe('Last step; the last of the run when absent.'),
  }),
  async perform({ run: name, curves, points, from = 0, to = Number.MAX_SAFE_INTEGER }, host) {
    if (from > to) throw new AgentFault(`from is ${from} and to is ${to}; write the smaller step as from`);
    const { id, folder } = findRunFolder(host, name);
    const window = { from, to, points };
    const read = await readCurves(folder, curves, window);
    const found = curves.map((curve) => [curve, read.pairsOf(curve)] as const);
    const without = found.filter(([, pairs]) => pairs === undefined).map(([curve]) => curve);
    return {
      ...{ run: id, step: read.lastStep },
      curves: Object.fromEntries(found.filter(([, pairs]) => pairs !== undefined)),
      evaluations: Object.fromEntries(read.evaluations()),
      ...(without.length > 0 && { without }),
    };
  },
});

interface Window {
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

type Pairs = readonly (readonly [step: number, value: number | string])[];

/** Figures of an evaluation that are curves. */
const figures = ['accuracy', 'crossEntropy', 'agreement'] as const;

/** A segment of a curve: its steps ascend. */
interface CurveSegment {
  readonly x: Float64Array;
  readonly y: FloatArray;
}

/**
 * Reads curves of a run's student from its log. Each part of the log is thinned as it is read, since to keep a million steps takes
 * longer than to read them. What a resumed run has repeated supersedes steps that may be among those left out, so such a log is read again
 * and kept whole.
 */
async function readCurves(folder: string, wanted: readonly StepColumnName[], window: Window): Promise<ReadCurves> {
  const thinned = new ReadCurves(wanted, window, { keepsAll: false });
  await thinned.follow(folder);
  if (!thinned.isRepeated) return thinned;
  const whole = new ReadCurves(wanted, window, { keepsAll: true });
  await whole.follow(folder);
  return whole;
}

class ReadCurves {
  lastStep = 0;
  /** Whether a step was repeated while parts were thinned: then what is left is not all that counts. */
  isRepeated = false;
  private readonly curves = new Map<string, CurveSegment[]>();
  private readonly events: EvaluationEvent[] = [];

  constructor(
    private readonly wanted: readonly StepColumnName[],
    private readonly window: Window,
    private readonly options: { readonly keepsAll: boolean },
  ) {}

  async follow(folder: string): Promise<void> {
    const log = new LogFollower(folder, this.wanted);
    for await (const { isAnew, events, steps } of log.gained()) {
      if (isAnew) this.clear();
      for (const part of steps) if (part.series.phase === 'student') this.append(part);
      for (const event of events) {
        if (event.type !== 'evaluation' || event.phase !== 'student') continue;
        while ((this.events.at(-1)?.step ?? -1) > event.step) this.events.pop();
        this.events.push(event);
      }
    }
  }

  private clear(): void {
    this.curves.clear();
    this.lastStep = 0;
  }

  private append({ step, columns }: StepColumns): void {
    const [first = Infinity] = step;
    if (first <= this.lastStep && this.curves.size > 0) {
      this.isRepeated = !this.options.keepsAll;
      for (const segments of this.curves.values()) cutFrom(segments, first);
    }
    this.lastStep = step.at(-1) ?? this.lastStep;
    for (const name of this.wanted) {
      const values = columns.get(name);
      if (values === undefined) continue;
      const segments = this.curves.get(name) ?? [];
      this.curves.set(name, segments);
      segments.push(this.options.keepsAll ? { x: step, y: values } : this.thinned(step, values));
    }
  }

  /** A segment with as many points as a whole curve may have: which of them stay is settled once all are known. */
  private thinned(x: Float64Array, y: Float64Array): CurveSegment {
    const { from, to, points } = this.window;
    const range = { from: Math.max(from, x[0] ?? 0), to: Math.min(to, x.at(-1) ?? 0) };
    return thin(x, y, { ...range, pixels: pixelsFor(points) });
  }

  /** Pairs of a curve; undefined where no step has a value of it. */
  pairsOf(name: StepColumnName): Pairs | undefined {
    const segments = this.curves.get(name);
    if (segments === undefined) return undefined;
    const { from, to, points } = this.window;
    const whole = join(segments);
    const range = { from: Math.max(from, whole.x[0] ?? 0), to: Math.min(to, this.lastStep) };
    const { x, y } = thin(whole.x, whole.y, { ...range, pixels: pixelsFor(points) });
    const inside = [...x.keys()].filter((row) => isWithin(x[row] ?? 0, from, to));
    return withoutRepeats(inside.map((row) => [x[row] ?? 0, valueOf(y[row] ?? Number.NaN)] as const));
  }

  /** Figures of each split's evaluations, thinned evenly to the last. */
  evaluations(): (readonly [string, Pairs])[] {
    const { from, to, points } = this.window;
    const inside = this.events.filter(({ step }) => isWithin(step, from, to));
    return (['validation', 'test'] as const).flatMap((split) =>
      figures.flatMap((figure): (readonly [string, Pairs])[] => {
        const own = inside.filter((event) => event.split === split && Number.isFinite(event[figure]));
        const every = Math.max(Math.ceil(own.length / points), 1);
        const pairs = own
          .filter((_, index) => (own.length - 1 - index) % every === 0)
          .map((event) => [event.step, valueOf(event[figure] ?? Number.NaN)] as const);
        return pairs.length === 0 ? [] : [[`${split} ${figure}`, pairs]];
      }),
    );
  }
}

/** Columns of pixels that give so many points: the smallest, the largest and the last of each. */
const pixelsFor = (points: number): number => Math.max(Math.floor(points / 3), 1);

/** Drops what stands at a step and after it. */
function cutFrom(segments: CurveSegment[], step: number): void {
  for (let last = segments.at(-1); last !== undefined && (last.x.at(-1) ?? -1) >= step; last = segments.at(-1)) {
    segments.pop();
    const kept = lowerBound(last.x, step);
    if (kept === 0) continue;
    segments.push({ x: last.x.subarray(0, kept), y: last.y.subarray(0, kept) });
    return;
  }
}

function join(segments: readonly CurveSegment[]): CurveSegment {
  const length = segments.reduce((sum, { x }) => sum + x.length, 0);
  const [x, y] = [new Float64Array(length), new Float64Array(length)];
  let row = 0;
  for (const segment of segments) {
    x.set(segment.x, row);
    y.set(segment.y, row);
    row += segment.x.length;
  }
  return { x, y };
}

const isWithin = (step: number, from: number, to: number): boolean => step >= from && step <= to;

/** A value as JSON can have it. */
const valueOf = (value: number): number | string => short(value) ?? String(value);

/** Pairs without those in the middle of a level stretch, which a line through its ends shows as well. */
function withoutRepeats(pairs: Pairs): Pairs {
  return pairs.filter(([, value], index) => {
    const isEnd = index === 0 || index === pairs.length - 1;
    return isEnd || pairs[index - 1]?.[1] !== value || pairs[index + 1]?.[1] !== value;
  });
}
