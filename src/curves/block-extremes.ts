import {
  addExtremes,
  countGaps,
  countOutside,
  forgetExtremes,
  noExtremes,
  type Extremes,
  type Limits,
} from './extremes';
import { fenceOf, type Fence } from './fence';
import type { Numbers } from './growing-curve';

/**
 * Blocks of so many rows: a pixel column of a long curve has many of them, and few rows beside them. Smaller ones, also
 * beside these, were not faster, for more of them must be made.
 */
const blockRows = 64;

/** Fences of so many stretches are kept: one goes back and forth between a few windows. */
const mostFences = 8;

/**
 * The extremes of each whole block of a column that grows, so that those of any stretch are found without looking at each of
 * its rows. They are made when they are asked for, once for each block.
 */
export class Blocks {
  private count = 0;
  private lows = new Int32Array();
  private highs = new Int32Array();
  /** The values, so that nobody looks for them in far places of the column. */
  private least = new Float64Array();
  private most = new Float64Array();
  private gaps = new Uint8Array();
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

  /** Adds the rows of [start, end) to extremes of rows before them. Of equal values the first counts, as it does row by row. */
  addExtremes(y: Numbers, start: number, end: number, found: Extremes): void {
    this.follow(y);
    const { head, tail } = wholeBlocks(start, end);
    addExtremes(y, start, head, found);
    for (let block = head / blockRows; block < tail / blockRows; block += 1) {
      const least = this.least[block] ?? Infinity;
      const most = this.most[block] ?? -Infinity;
      found.gaps += this.gaps[block] ?? 0;
      if (least < found.least) {
        found.least = least;
        found.low = this.lows[block] ?? -1;
      }
      if (most > found.most) {
        found.most = most;
        found.high = this.highs[block] ?? -1;
      }
    }
    addExtremes(y, tail, end, found);
  }

  /** How many rows of [start, end) hold a finite value that is not within limits, and how many are not finite. */
  countBeyond(
    y: Numbers,
    { start, end }: { readonly start: number; readonly end: number },
    limits: Limits,
  ): { readonly outside: number; readonly gaps: number } {
    this.follow(y);
    const { head, tail } = wholeBlocks(start, end);
    let outside = countOutside(y, start, head, limits) + countOutside(y, tail, end, limits);
    let gaps = countGaps(y, start, head) + countGaps(y, tail, end);
    for (let block = head / blockRows; block < tail / blockRows; block += 1) {
      gaps += this.gaps[block] ?? 0;
      if ((this.least[block] ?? 0) >= limits.least && (this.most[block] ?? 0) <= limits.most) continue;
      outside += countOutside(y, block * blockRows, (block + 1) * blockRows, limits);
    }
    return { outside, gaps };
  }

  private follow(y: Numbers): void {
    const whole = Math.floor(y.length / blockRows);
    if (whole <= this.count) return;
    this.makeRoom(whole);
    const found = noExtremes();
    for (let block = this.count; block < whole; block += 1) {
      forgetExtremes(found);
      addExtremes(y, block * blockRows, (block + 1) * blockRows, found);
      this.lows[block] = found.low;
      this.highs[block] = found.high;
      this.least[block] = found.least;
      this.most[block] = found.most;
      this.gaps[block] = found.gaps;
    }
    this.count = whole;
  }

  private makeRoom(count: number): void {
    if (count <= this.lows.length) return;
    // A quarter more: a run that is followed grows by little, and a finished one is read at once.
    const room = Math.ceil(1.25 * count);
    this.lows = grown(this.lows, new Int32Array(room));
    this.highs = grown(this.highs, new Int32Array(room));
    this.least = grown(this.least, new Float64Array(room));
    this.most = grown(this.most, new Float64Array(room));
    this.gaps = grown(this.gaps, new Uint8Array(room));
  }
}

function grown<Known extends Float64Array | Int32Array | Uint8Array>(known: Known, into: Known): Known {
  into.set(known);
  return into;
}

/** The rows of the whole blocks in [start, end); where there is none, all rows are before them. */
function wholeBlocks(start: number, end: number): { readonly head: number; readonly tail: number } {
  const head = Math.ceil(start / blockRows) * blockRows;
  const tail = Math.floor(end / blockRows) * blockRows;
  return head <= tail ? { head, tail } : { head: end, tail: end };
}
