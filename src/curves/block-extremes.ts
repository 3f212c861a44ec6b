import {
  addExtremes,
  countGaps,
  countOutside,
  resetExtremes,
  emptyExtremes,
  type Extremes,
  type Limits,
} from './extremes';
import { fenceOf, type Fence } from './fence';
import type { FloatArray } from './growing-curve';

/**
 * Rows per block. A pixel column of a long curve spans many blocks and few rows outside whole ones. Smaller blocks, alone or
 * as a second level, were measured to be no faster, because more of them must be built.
 */
const blockRows = 64;

/** Cached fences: a person zooms back and forth between a few windows. */
const maxFences = 8;

/**
 * Index of a growing column: the extremes of each whole block, so that those of a row range are found without a full scan.
 * Blocks are computed on demand, once each.
 */
export class BlockExtremes {
  private count = 0;
  private lows = new Int32Array();
  private highs = new Int32Array();
  /** The extreme values by block: a copy, since reading them from the column would miss the cache. */
  private min = new Float64Array();
  private max = new Float64Array();
  private gaps = new Uint8Array();
  private readonly fences = new Map<string, Fence | undefined>();

  /** Invalidates the rows from `length` on, which will be overwritten. */
  cut(length: number): void {
    this.count = Math.min(this.count, Math.floor(length / blockRows));
    this.fences.clear();
  }

  /** The fence of the rows [start, end), cached. */
  fence(y: FloatArray, start: number, end: number): Fence | undefined {
    const key = `${start} ${end}`;
    if (this.fences.has(key)) return this.fences.get(key);
    if (this.fences.size >= maxFences) this.fences.clear();
    const fence = fenceOf(y, start, end);
    this.fences.set(key, fence);
    return fence;
  }

  /** Merges the rows [start, end) into the extremes of earlier rows. Of equal values the first row wins, as in a scan. */
  addExtremes(y: FloatArray, start: number, end: number, found: Extremes): void {
    this.follow(y);
    const { head, tail } = wholeBlocks(start, end);
    addExtremes(y, start, head, found);
    for (let block = head / blockRows; block < tail / blockRows; block += 1) {
      const min = this.min[block] ?? Infinity;
      const max = this.max[block] ?? -Infinity;
      found.gaps += this.gaps[block] ?? 0;
      if (min < found.min) {
        found.min = min;
        found.low = this.lows[block] ?? -1;
      }
      if (max > found.max) {
        found.max = max;
        found.high = this.highs[block] ?? -1;
      }
    }
    addExtremes(y, tail, end, found);
  }

  /** Counts in the rows [start, end): finite values outside the limits, and values that are not finite. */
  countOutliers(
    y: FloatArray,
    { start, end }: { readonly start: number; readonly end: number },
    limits: Limits,
  ): { readonly outside: number; readonly gaps: number } {
    this.follow(y);
    const { head, tail } = wholeBlocks(start, end);
    let outside = countOutside(y, start, head, limits) + countOutside(y, tail, end, limits);
    let gaps = countGaps(y, start, head) + countGaps(y, tail, end);
    for (let block = head / blockRows; block < tail / blockRows; block += 1) {
      gaps += this.gaps[block] ?? 0;
      if ((this.min[block] ?? 0) >= limits.min && (this.max[block] ?? 0) <= limits.max) continue;
      outside += countOutside(y, block * blockRows, (block + 1) * blockRows, limits);
    }
    return { outside, gaps };
  }

  private follow(y: FloatArray): void {
    const whole = Math.floor(y.length / blockRows);
    if (whole <= this.count) return;
    this.makeRoom(whole);
    const found = emptyExtremes();
    for (let block = this.count; block < whole; block += 1) {
      resetExtremes(found);
      addExtremes(y, block * blockRows, (block + 1) * blockRows, found);
      this.lows[block] = found.low;
      this.highs[block] = found.high;
      this.min[block] = found.min;
      this.max[block] = found.max;
      this.gaps[block] = found.gaps;
    }
    this.count = whole;
  }

  private makeRoom(count: number): void {
    if (count <= this.lows.length) return;
    // 25 % spare: a live run grows by a few rows at a time, and a finished one is read at once.
    const room = Math.ceil(1.25 * count);
    this.lows = grown(this.lows, new Int32Array(room));
    this.highs = grown(this.highs, new Int32Array(room));
    this.min = grown(this.min, new Float64Array(room));
    this.max = grown(this.max, new Float64Array(room));
    this.gaps = grown(this.gaps, new Uint8Array(room));
  }
}

function grown<Known extends Float64Array | Int32Array | Uint8Array>(known: Known, into: Known): Known {
  into.set(known);
  return into;
}

/** The row range of the whole blocks within [start, end); empty and at its end where no whole block fits. */
function wholeBlocks(start: number, end: number): { readonly head: number; readonly tail: number } {
  const head = Math.ceil(start / blockRows) * blockRows;
  const tail = Math.floor(end / blockRows) * blockRows;
  return head <= tail ? { head, tail } : { head: end, tail: end };
}
