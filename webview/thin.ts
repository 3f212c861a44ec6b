export interface Thinned {
  readonly steps: number[];
  /** null is a gap: uPlot draws NaN in typed arrays wrongly (uPlot#1045). */
  readonly values: (number | null)[];
}

/**
 * Thins a curve to the smallest, the largest and the last point of each of `pixels` columns between `from` and `to`.
 * A curve that has at most three points a column stays whole. Points outside are left out.
 */
export function thin(steps: Float64Array, values: Float64Array, from: number, to: number, pixels: number): Thinned {
  const start = lowerBound(steps, from);
  const end = lowerBound(steps, to + Number.EPSILON * Math.max(1, Math.abs(to)));
  const chosen: number[] = [];
  if (end - start <= 3 * pixels) {
    for (let index = start; index < end; index += 1) chosen.push(index);
  } else {
    const width = (to - from) / pixels;
    for (let first = start; first < end;) {
      const limit = from + (Math.floor(((steps[first] ?? 0) - from) / width) + 1) * width;
      const next = Math.max(first + 1, Math.min(end, lowerBound(steps, limit)));
      chosen.push(...extremes(values, first, next));
      first = next;
    }
  }
  return {
    steps: chosen.map((index) => steps[index] ?? 0),
    values: chosen.map((index) => finiteOrNull(values[index] ?? Number.NaN)),
  };
}

/** The places of the smallest, the largest and the last value in [first, next), ascending and without doubles. */
function extremes(values: Float64Array, first: number, next: number): number[] {
  let low = first;
  let high = first;
  for (let index = first; index < next; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!(value >= (values[low] ?? Number.NaN))) low = Number.isNaN(value) ? low : index;
    if (!(value <= (values[high] ?? Number.NaN))) high = Number.isNaN(value) ? high : index;
  }
  return [...new Set([low, high, next - 1])].sort((a, b) => a - b);
}

function lowerBound(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
