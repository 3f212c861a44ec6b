import { axes, isCurveName, type Axis, type CurveName } from '../../curves';
import type { RunStatus } from '../../runs/protocol/events';
import { isRunId, maxPins } from '../messages';

/** What the curves' view shows, and so wants to be told. */
export interface CurveQuestion {
  readonly kind: 'show';
  /** Counts the questions: an answer names its own, and an older one is not looked at. */
  readonly number: number;
  readonly axis: Axis;
  /** The window on the axis; absent while everything is shown. */
  readonly from?: number;
  readonly to?: number;
  /** Columns of the widest plot. */
  readonly pixels: number;
  /** The weight of the average that is drawn over the curves; 0 is none. */
  readonly smoothing: number;
  /** Whether outliers may lie outside the plots. */
  readonly setsAside: boolean;
  readonly pins: readonly string[];
  /** The plots in sight with their curves. */
  readonly plots: readonly { readonly name: string; readonly curves: readonly CurveName[] }[];
}

export type CurveRequest = CurveQuestion | { readonly kind: 'list' };

/** Points of one curve of one run, thinned to what can be seen; NaN is a gap. */
export interface Strand {
  readonly curve: CurveName;
  readonly x: Float64Array;
  readonly y: Float32Array;
  readonly smoothX?: Float64Array;
  readonly smoothY?: Float32Array;
}

export interface RunMark {
  readonly x: number;
  readonly epoch: number;
  readonly isBest: boolean;
}

export interface RunPicture {
  readonly runId: string;
  readonly name: string;
  /** 'gone' when its folder is no longer there. */
  readonly status: RunStatus | 'gone';
  /** Steps in the log, and how many of them lie in the window. */
  readonly rows: number;
  readonly rowsInside: number;
  readonly badLines: number;
  readonly strands: readonly Strand[];
  readonly marks: readonly RunMark[];
  /** The newest value of each curve, where it is finite. */
  readonly last: Readonly<Partial<Record<CurveName, number>>>;
}

/** How far a plot's values reach when its outliers are set aside, and how many these are. */
export interface PlotSide {
  readonly plot: string;
  /** Absent when nothing is set aside: no infinity survives the way to a panel, except in a column. */
  readonly low?: number;
  readonly high?: number;
  readonly outside: number;
  /** Values that are NaN or infinite. */
  readonly gaps: number;
}

/** Everything that a question asked for. */
export interface Picture {
  readonly kind: 'picture';
  readonly number: number;
  /** The window that is shown; its end lies a little ahead while a run goes on. */
  readonly from: number;
  readonly to: number;
  /** The newest place on the axis. */
  readonly last: number;
  readonly runs: readonly RunPicture[];
  readonly sides: readonly PlotSide[];
}

/** What came since: points to be appended, of the same question. */
export interface CurveGrowth {
  readonly kind: 'growth';
  readonly number: number;
  readonly last: number;
  readonly runs: readonly Omit<RunPicture, 'name' | 'status'>[];
}

export interface ListedRun {
  readonly runId: string;
  readonly name: string;
  readonly status: RunStatus;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export type CurveAnswer =
  | Picture
  | CurveGrowth
  /** The runs that can be pinned. */
  | { readonly kind: 'runs'; readonly runs: readonly ListedRun[] };

/** Reads a request of the curves' view; undefined when it is none. */
export function readCurveRequest(value: unknown): CurveRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const given = value as Partial<Record<keyof CurveQuestion, unknown>>;
  if (given.kind === 'list') return { kind: 'list' };
  const { number, pixels, smoothing, from, to, pins } = given;
  const axis = axes.find((name) => name === given.axis);
  const plots = readPlots(given.plots);
  if (given.kind !== 'show' || axis === undefined || plots === undefined) return undefined;
  if (!isWithin(number, 0, Number.MAX_SAFE_INTEGER) || !isWithin(pixels, 1, 16_384)) return undefined;
  if (!isWithin(smoothing, 0, 0.9999) || typeof given.setsAside !== 'boolean') return undefined;
  if (!Array.isArray(pins) || pins.length > maxPins || !pins.every(isRunId)) return undefined;
  const isWhole = from === undefined && to === undefined;
  if (!isWhole && !(isFinite(from) && isFinite(to) && from < to)) return undefined;
  const question = { kind: 'show', number, axis, pixels, smoothing, setsAside: given.setsAside, pins, plots } as const;
  return isWhole ? question : { ...question, from: Number(from), to: Number(to) };
}

function readPlots(value: unknown): CurveQuestion['plots'] | undefined {
  if (!Array.isArray(value) || value.length > 32) return undefined;
  const plots = value.flatMap((item: unknown) => {
    const { name, curves } = (item ?? {}) as { name?: unknown; curves?: unknown };
    const isPlot = typeof name === 'string' && Array.isArray(curves) && curves.every(isCurveName);
    return isPlot ? [{ name, curves }] : [];
  });
  return plots.length === value.length ? plots : undefined;
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

function isWithin(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && value >= low && value <= high;
}
