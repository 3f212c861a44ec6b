import type { FloatArray } from './growing-curve';

/** Smallest and largest value of a range of rows, with their rows. */
export interface Extremes {
  /** Rows of the smallest and the largest value, the first of equal ones; -1 where no value is finite. */
  low: number;
  high: number;
  /** The smallest and the largest value; Infinity and -Infinity where no value is finite. */
  min: number;
  max: number;
  /** Count of values that are not finite. */
  gaps: number;
}

/** Closed interval of values. */
export interface Limits {
  readonly min: number;
  readonly max: number;
}

/** Extremes of an empty range, to which rows are added. */
export function emptyExtremes(): Extremes {
  return { low: -1, high: -1, min: Infinity, max: -Infinity, gaps: 0 };
}

/** Resets extremes to those of an empty range; spares an allocation for each pixel column. */
export function resetExtremes(found: Extremes): void {
  found.low = -1;
  found.high = -1;
  found.min = Infinity;
  found.max = -Infinity;
  found.gaps = 0;
}

/** Merges the rows [start, end) into the extremes of earlier rows. */
export function addExtremes(y: FloatArray, start: number, end: number, found: Extremes): void {
  let { low, high, min, max, gaps } = found;
  for (let row = start; row < end; row += 1) {
    const value = y[row] ?? Number.NaN;
    // value - value is 0 for finite numbers and NaN for all others: faster than Number.isFinite here.
    if (value - value !== 0) gaps += 1;
    else {
      if (value < min) {
        min = value;
        low = row;
      }
      if (value > max) {
        max = value;
        high = row;
      }
    }
  }
  found.low = low;
  found.high = high;
  found.min = min;
  found.max = max;
  found.gaps = gaps;
}

/** Counts the finite values of the rows [start, end) outside the limits. */
export function countOutside(y: FloatArray, start: number, end: number, { min, max }: Limits): number {
  let outside = 0;
  for (let row = start; row < end; row += 1) {
    const value = y[row] ?? Number.NaN;
    if (value - value === 0 && (value < min || value > max)) outside += 1;
  }
  return outside;
}

/** Counts the values of the rows [start, end) that are not finite. */
export function countGaps(y: FloatArray, start: number, end: number): number {
  let gaps = 0;
  for (let row = start; row < end; row += 1) {
    const value = y[row] ?? Number.NaN;
    if (value - value !== 0) gaps += 1;
  }
  return gaps;
}
