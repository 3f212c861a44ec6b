import {
  bandCurves,
  curveNames,
  lowerBound,
  pixelColumns,
  stepCurves,
  thinIndices,
  type Axis,
  type CurveName,
  type EvaluationCurve,
  type FloatArray,
  type PixelColumns,
  type StepCurve,
} from '../../curves';
import type { CurveQuestion, PlotLimits, RunMark, RunPicture, ThinnedCurve } from '../messages';
import type { Column, RunColumns } from './run-columns';

/** Share of empty space after the last point of an active run, so that the pixel columns stay the same for a while. */
const headroom = 0.08;

/** Closed interval of the horizontal axis. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** The window of a question: its zoom, or else the whole of the runs. */
export function windowOf(question: CurveQuestion, runs: readonly RunColumns[], isGrowing: boolean): Window {
  const { from, to } = question;
  if (from !== undefined && to !== undefined) return { from, to };
  const last = lastX(runs, question.axis);
  if (!(last > 0)) return { from: 0, to: 1 };
  const ahead = last * (1 + headroom);
  if (!isGrowing) return { from: 0, to: last };
  return { from: 0, to: question.axis === 'step' ? Math.ceil(ahead) : ahead };
}

/** The largest x of any run on an axis; 0 when no run has a point. */
export function lastX(runs: readonly RunColumns[], axis: Axis): number {
  return Math.max(0, ...runs.flatMap((run) => [run.axis(axis).at(-1) ?? 0, run.lastEvaluation(axis)]));
}

type Drawn = Pick<RunPicture, 'rows' | 'rowsInside' | 'thinnedCurves' | 'marks' | 'last'>;

/** Draws one run's curves in a window, downsampled to the smallest, largest and last point of each pixel column. */
export function drawRun(run: RunColumns, question: CurveQuestion, window: Window): Drawn {
  const x = run.axis(question.axis);
  const columns = pixelColumns(x, { ...window, pixels: question.pixels });
  const curves = new Set(question.plots.flatMap((plot) => plot.curves));
  const thinnedCurves = [...curves].flatMap((curve) => thinnedCurveOf(run, curve, { x, columns, question }) ?? []);
  return {
    rows: run.length,
    rowsInside: columns.end - columns.start,
    thinnedCurves,
    marks: marksOf(run, question.axis),
    last: lastValues(run),
  };
}

interface Drawing {
  readonly x: Float64Array;
  readonly columns: PixelColumns;
  readonly question: CurveQuestion;
}

function thinnedCurveOf(
  run: RunColumns,
  curve: CurveName,
  { x, columns, question }: Drawing,
): ThinnedCurve | undefined {
  if (!isStepCurve(curve)) {
    const thinned = evaluationCurve(run, curve, question.axis, 0);
    return thinned.x.length > 0 ? thinned : undefined;
  }
  const column = run.column(curve);
  if (column === undefined) return undefined;
  const thinned = ({ values, blocks }: Column): { x: Float64Array; y: Float32Array } =>
    gather(x, values, thinIndices(columns, values, blocks));
  const average = averageOf(run, curve, question);
  if (average === undefined) return { curve, ...thinned(column) };
  const smooth = thinned(average);
  return { curve, ...thinned(column), smoothX: smooth.x, smoothY: smooth.y };
}

function averageOf(
  run: RunColumns,
  curve: StepCurve,
  { smoothing: weight, setsAside }: CurveQuestion,
): Column | undefined {
  return weight === 0 || isSet(run, curve) ? undefined : run.smooth(curve, { weight, setsAside });
}

/** Whether a curve is set by a schedule, or shows the spread itself: an average would bend it to what was never so. */
function isSet(run: RunColumns, curve: StepCurve): boolean {
  if (curve === 'learningRate' || bandCurves.includes(curve)) return true;
  const isTemperature = curve === 'temperature' || curve === 'studentTemperature';
  // Where samples differ in their temperature, their mean is measured.
  return isTemperature && run.column('temperatureMin') === undefined;
}

/** Draws a run's rows and evaluations after those that were sent before, at full resolution. */
export function drawGrowth(
  run: RunColumns,
  question: CurveQuestion,
  since: { readonly rows: number; readonly step: number },
  window: Window,
): Drawn {
  const x = run.axis(question.axis);
  const curves = new Set(question.plots.flatMap((plot) => plot.curves));
  // Points beyond the zoomed window are left to a later question, but for one: the line must reach the plot's edge.
  const end = Math.min(x.length, Math.max(since.rows, lowerBound(x, window.to) + 1));
  const thinnedCurves = [...curves].flatMap((curve): ThinnedCurve[] => {
    if (!isStepCurve(curve)) {
      const thinned = evaluationCurve(run, curve, question.axis, since.step);
      return thinned.x.length > 0 ? [thinned] : [];
    }
    const column = run.column(curve);
    if (column === undefined || end <= since.rows) return [];
    const raw = { curve, x: x.slice(since.rows, end), y: column.values.slice(since.rows, end) };
    const average = averageOf(run, curve, question)?.values;
    return average === undefined ? [raw] : [{ ...raw, smoothX: raw.x, smoothY: average.slice(since.rows, end) }];
  });
  const inside = lowerBound(x, window.to) - lowerBound(x, window.from);
  return {
    rows: run.length,
    rowsInside: inside,
    thinnedCurves,
    marks: marksOf(run, question.axis),
    last: lastValues(run),
  };
}

/** Computes for each plot the range of values without outliers, and the count of outliers. */
export function plotLimits(runs: readonly RunColumns[], question: CurveQuestion, window: Window): PlotLimits[] {
  const ranges = runs.map((run) => pixelColumns(run.axis(question.axis), { ...window, pixels: question.pixels }));
  return question.plots.map(({ name, curves }) => {
    const columns = runs.flatMap((run, index) =>
      curves.flatMap((curve) => {
        const column = isStepCurve(curve) ? run.column(curve) : undefined;
        const { start = 0, end = 0 } = ranges[index] ?? {};
        return column === undefined ? [] : [{ ...column, start, end }];
      }),
    );
    return { plot: name, ...limitsOf(columns, question.setsAside) };
  });
}

/** Rows [start, end) of a column. */
interface ColumnRange extends Column {
  readonly start: number;
  readonly end: number;
}

function limitsOf(columns: readonly ColumnRange[], setsAside: boolean): Omit<PlotLimits, 'plot'> {
  let [low, high] = [-Infinity, Infinity];
  if (setsAside) {
    const fences = columns.flatMap(({ values, blocks, start, end }) => blocks.fence(values, start, end) ?? []);
    if (fences.length > 0) {
      low = Math.min(...fences.map((fence) => fence.low));
      high = Math.max(...fences.map((fence) => fence.high));
    }
  }
  let [outside, gaps] = [0, 0];
  for (const { values, blocks, ...rows } of columns) {
    const counted = blocks.countOutliers(values, rows, { min: low, max: high });
    outside += counted.outside;
    gaps += counted.gaps;
  }
  return { ...(Number.isFinite(low) && { low }), ...(Number.isFinite(high) && { high }), outside, gaps };
}

function evaluationCurve(run: RunColumns, curve: EvaluationCurve, axis: Axis, after: number): ThinnedCurve {
  const points = run.evaluationsOf(curve).filter((point, index, all) => {
    // Where the steps between two evaluations were lost, both are at the last row before: the newer one counts.
    const next = all[index + 1];
    return point.step > after && (next === undefined || next[axis] > point[axis]);
  });
  return {
    curve,
    x: Float64Array.from(points, (point) => point[axis]),
    y: Float32Array.from(points, ({ value }) => value),
  };
}

function marksOf(run: RunColumns, axis: Axis): RunMark[] {
  const best = run.checkpoints.findLast(({ isBest }) => isBest);
  const checkpoints = run.checkpoints.map((checkpoint): RunMark => {
    return { x: checkpoint[axis], kind: checkpoint === best ? 'kept' : 'checkpoint' };
  });
  return checkpoints.concat(run.resumptions.map((position) => ({ x: position[axis], kind: 'resumed' })));
}

function lastValues(run: RunColumns): RunPicture['last'] {
  const last: Partial<Record<CurveName, number>> = {};
  for (const curve of curveNames) {
    const value = isStepCurve(curve) ? run.column(curve)?.values.at(-1) : run.evaluationsOf(curve).at(-1)?.value;
    if (value !== undefined && Number.isFinite(value)) last[curve] = value;
  }
  return last;
}

function gather(x: FloatArray, y: FloatArray, indices: Int32Array): { x: Float64Array; y: Float32Array } {
  const count = indices.length;
  const chosen = { x: new Float64Array(count), y: new Float32Array(count) };
  for (let at = 0; at < count; at += 1) {
    const index = indices[at] ?? 0;
    chosen.x[at] = x[index] ?? 0;
    chosen.y[at] = y[index] ?? Number.NaN;
  }
  return chosen;
}

function isStepCurve(curve: CurveName): curve is StepCurve {
  return stepCurves.some((name) => name === curve);
}
