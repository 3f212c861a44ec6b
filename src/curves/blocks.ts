import { fenceOf, type Fence } from './fence';
import type { Numbers } from './growing-curve';

/** Blocks of so many rows: a pixel column of a long curve has many of them, and a short zoom few rows beside them. */
const blockRows = 64;

/** Fences of so many stretches are kept: one goes back and forth between a few windows. */
const mostFences = 8;

/** What a stretch of a curve holds: its smallest and its largest value by their rows, -1 where none is finite. */
export interface Extremes {
  low: number;
  high: number;
  /** Values that are not finite. */
  gaps: number;
}

/** Adds the rows of [start, end) to extremes. */
export function addExtremes(y: Numbers, start: number, end: number, found: Extremes): void {
  let { low, high, gaps } = found;
  let least = low < 0 ? Infinity : (y[low] ?? Infinity);
  let most = high < 0 ? -Infinity : (y[high] ?? -Infinity);
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
  found.gaps = gaps;
}

/**
 * The extremes of each whole block of a column that grows, so that those of any stretch are found without looking at each of
 * its rows. They are made when they are asked for, once for each block.
 */
export class Blocks {
  private count = 0;
  private lows = new Int32Array(256);
  private highs = new Int32Array(256);
  private gaps = new Uint8Array(256);
  private readonly fences = new Map<string, Fence | undefined>();

  /** Forgets the rows from `length` on: they will hold something else. */
  cut(length: number): void {
    this.count = Math.min(this.count, Math.floor(length / blockRows));
    this.fences.clear();
  }

  /** The fence of [start, end), looked for once. */
  fence(y: Numbers, start: number, end: number): Fence | undefined {
    const key = `${start} ${end}`;
    if (this.fences.has(key)) return this.fences.get(key);
    if (this.fences.size >= mostFences) this.fences.clear();
    const fence = fenceOf(y, start, end);
    this.fences.set(key, fence);
    return fence;
  }

  /** Adds the rows of [start, end) to extremes. Of equal values the first counts, as it does row by row. */
  addExtremes(y: Numbers, start: number, end: number, found: Extremes): void {
    this.follow(y);
    const first = Math.ceil(start / blockRows);
    const last = Math.floor(end / blockRows);
    if (first >= last) {
      addExtremes(y, start, end, found);
      return;
    }
    addExtremes(y, start, first * blockRows, found);
    for (let block = first; block < last; block += 1) {
      found.gaps += this.gaps[block] ?? 0;
      const [low, high] = [this.lows[block] ?? -1, this.highs[block] ?? -1];
      if (low >= 0 && (found.low < 0 || (y[low] ?? 0) < (y[found.low] ?? 0))) found.low = low;
      if (high >= 0 && (found.high < 0 || (y[high] ?? 0) > (y[found.high] ?? 0))) found.high = high;
    }
    addExtremes(y, last * blockRows, end, found);
  }

  /** How many rows of [start, end) hold a finite value below `least` or above `most`, and how many are not finite. */
  countBeyond(
    y: Numbers,
    { start, end }: { readonly start: number; readonly end: number },
    { least, most }: { readonly least: number; readonly most: number },
  ): { readonly outside: number; readonly gaps: number } {
    this.follow(y);
    const [first, last] = [Math.ceil(start / blockRows), Math.floor(end / blockRows)];
    if (first >= last) return countRows(y, { start, end }, { least, most });
    const head = countRows(y, { start, end: first * blockRows }, { least, most });
    const tail = countRows(y, { start: last * blockRows, end }, { least, most });
    let [outside, gaps] = [head.outside + tail.outside, head.gaps + tail.gaps];
    for (let block = first; block < last; block += 1) {
      gaps += this.gaps[block] ?? 0;
      const [low, high] = [this.lows[block] ?? -1, this.highs[block] ?? -1];
      if (low < 0 || ((y[low] ?? 0) >= least && (y[high] ?? 0) <= most)) continue;
      const rows = { start: block * blockRows, end: (block + 1) * blockRows };
      outside += countRows(y, rows, { least, most }).outside;
    }
    return { outside, gaps };
  }

  private follow(y: Numbers): void {
    const whole = Math.floor(y.length / blockRows);
    if (whole <= this.count) return;
    this.makeRoom(whole);
    const found = { low: -1, high: -1, gaps: 0 };
    for (; this.count < whole; this.count += 1) {
      Object.assign(found, { low: -1, high: -1, gaps: 0 });
      addExtremes(y, this.count * blockRows, (this.count + 1) * blockRows, found);
      this.lows[this.count] = found.low;
      this.highs[this.count] = found.high;
      this.gaps[this.count] = found.gaps;
    }
  }

  private makeRoom(count: number): void {
    if (count <= this.lows.length) return;
    const room = 2 * count;
    const [lows, highs, gaps] = [new Int32Array(room), new Int32Array(room), new Uint8Array(room)];
    lows.set(this.lows.subarray(0, this.count));
    highs.set(this.highs.subarray(0, this.count));
    gaps.set(this.gaps.subarray(0, this.count));
    Object.assign(this, { lows, highs, gaps });
  }
}

function countRows(
  y: Numbers,
  { start, end }: { readonly start: number; readonly end: number },
  { least, most }: { readonly least: number; readonly most: number },
): { readonly outside: number; readonly gaps: number } {
  let [outside, gaps] = [0, 0];
  for (let row = start; row < end; row += 1) {
    const value = y[row] ?? Number.NaN;
    if (value - value !== 0) gaps += 1;
    else if (value < least || value > most) outside += 1;
  }
  return { outside, gaps };
}
