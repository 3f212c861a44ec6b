import type { Numbers } from './growing-curve';

/** What a stretch of a curve holds. */
export interface Extremes {
  /** The rows of its smallest and of its largest value, the first of equal ones; -1 where none is finite. */
  low: number;
  high: number;
  /** The smallest and the largest value. */
  least: number;
  most: number;
  /** How many values are not finite. */
  gaps: number;
}

/** Values between two numbers, both of them included. */
export interface Limits {
  readonly least: number;
  readonly most: number;
}

/** The extremes of no rows. */
export function noExtremes(): Extremes {
  return { low: -1, high: -1, least: Infinity, most: -Infinity, gaps: 0 };
}

/** Makes them those of no rows again. */
export function forgetExtremes(found: Extremes): void {
  found.low = -1;
  found.high = -1;
  found.least = Infinity;
  found.most = -Infinity;
  found.gaps = 0;
}

/** Adds the rows of [start, end) to extremes of rows before them. */
export function addExtremes(y: Numbers, start: number, end: number, found: Extremes): void {
  let { low, high, least, most, gaps } = found;
  for (let row = start; row < end; row += 1) {
    const value = y[row] ?? Number.NaN;
    // The difference of a number that is not finite with itself is NaN.
    if (value - value !== 0) gaps += 1;
    else {
      if (value < least) {
        least = value;
        low = row;
      }
      if (value > most) {
        most = value;
        high = row;
      }
    }
  }
  found.low = low;
  found.high = high;
  found.least = least;
  found.most = most;
  found.gaps = gaps;
}

/** How many finite values of the rows of [start, end) are not within limits. */
export function countOutside(y: Numbers, start: number, end: number, { least, most }: Limits): number {
  let outside = 0;
  for (let row = start; row < end; row += 1) {
    const value = y[row] ?? Number.NaN;
    if (value - value === 0 && (value < least || value > most)) outside += 1;
  }
  return outside;
}

/** How many values of the rows of [start, end) are not finite. */
export function countGaps(y: Numbers, start: number, end: number): number {
  let gaps = 0;
  for (let row = start; row < end; row += 1) {
    const value = y[row] ?? Number.NaN;
    if (value - value !== 0) gaps += 1;
  }
  return gaps;
}
