import type { TableRun } from './table';

/** A small curve in a box of width and height 1, y downwards, with a band where it is the mean of several. */
export interface Sparkline {
  readonly line: readonly (readonly [x: number, y: number])[];
  /** One standard deviation around the mean; empty for a single run. */
  readonly band: readonly (readonly [x: number, y: number])[];
}

const places = 24;

/** The curve of a run's validations, or the mean of several with its band. Undefined where none has two points. */
export function sparklineOf(runs: readonly TableRun[]): Sparkline | undefined {
  const curves = runs.map(({ curve }) => curve).filter(({ length }) => length > 1);
  if (curves.length === 0) return undefined;
  const columns = Array.from({ length: places }, (_, place) => curves.map((curve) => valueAt(curve, place)));
  const means = columns.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const deviations = columns.map((values, place) => {
    const squares = values.reduce((sum, value) => sum + (value - (means[place] ?? 0)) ** 2, 0);
    return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
  });
  const highs = means.map((mean, place) => mean + (deviations[place] ?? 0));
  const lows = means.map((mean, place) => mean - (deviations[place] ?? 0));
  const [bottom, top] = [Math.min(...lows), Math.max(...highs)];
  const span = top - bottom || 1;
  const points = (values: readonly number[]): (readonly [number, number])[] =>
    values.map((value, place) => [place / (places - 1), 1 - (value - bottom) / span] as const);
  return {
    line: points(means),
    band: curves.length < 2 ? [] : [...points(highs), ...points(lows).reverse()],
  };
}

/** Value of a curve at one of the places, which are spread evenly over its length. */
function valueAt(curve: readonly number[], place: number): number {
  const at = (place / (places - 1)) * (curve.length - 1);
  const [before, after] = [curve[Math.floor(at)] ?? 0, curve[Math.ceil(at)] ?? 0];
  return before + (after - before) * (at - Math.floor(at));
}
