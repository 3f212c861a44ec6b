import { lowerBound } from './columns';

export interface Thinned {
  readonly steps: number[];
  /** null is a gap: uPlot draws NaN in typed arrays wrongly (uPlot#1045). */
  readonly values: (number | null)[];
}

/**
 * Thins a curve to the smallest, the largest and the last point of each of `pixels` columns of [from, to], and one
 * point of each gap (a value that is not finite), so that no line is drawn across it. One neighbour on each side of
 * the window stays, so that lines run to its edges. A curve of at most three points a column stays whole.
 */
export function thin(steps: Float64Array, values: Float64Array, from: number, to: number, pixels: number): Thinned {
  const start = lowerBound(steps, from);
  const end = firstAfter(steps, to);
  const chosen = start > 0 ? [start - 1] : [];
  if (end - start <= 3 * pixels || !(to > from)) {
    for (let index = start; index < end; index += 1) chosen.push(index);
  } else {
    const width = (to - from) / pixels;
    for (let first = start; first < end;) {
      const limit = from + (Math.floor(((steps[first] ?? 0) - from) / width) + 1) * width;
      const next = Math.max(first + 1, Math.min(end, lowerBound(steps, limit)));
      chooseColumn(values, first, next, chosen);
      first = next;
    }
  }
  if (end < steps.length) chosen.push(end);
  return {
    steps: chosen.map((index) => steps[index] ?? 0),
    values: chosen.map((index) => finiteOrNull(values[index] ?? Number.NaN)),
  };
}

function firstAfter(steps: Float64Array, to: number): number {
  const place = lowerBound(steps, to);
  return steps[place] === to ? place + 1 : place;
}

/** Chooses of [first, next) the smallest, the largest, the last and, between two of them, the first gap. */
function chooseColumn(values: Float64Array, first: number, next: number, chosen: number[]): void {
  let low = -1;
  let high = -1;
  const gaps: number[] = [];
  for (let index = first; index < next; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) gaps.push(index);
    else {
      if (low < 0 || value < (values[low] ?? 0)) low = index;
      if (high < 0 || value > (values[high] ?? 0)) high = index;
    }
  }
  const kept = [...new Set([low, high, next - 1])].filter((index) => index >= 0).sort((a, b) => a - b);
  let before = first - 1;
  for (const index of kept) {
    const gap = gaps.find((place) => place > before && place < index);
    if (gap !== undefined) chosen.push(gap);
    chosen.push(index);
    before = index;
  }
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
