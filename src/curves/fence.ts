import type { Numbers } from './growing-curve';

/** The values between which a curve's ordinary points lie. */
export interface Fence {
  readonly low: number;
  readonly high: number;
}

const bits = new Float32Array(1);
const word = new Uint32Array(bits.buffer);
/**
 * The upper half of a float32, in the order of the numbers: bins that are never wider than 1/128 of their number. Between
 * two uses it is empty.
 */
const histogram = new Uint32Array(1 << 16);

/** Percentiles of so many values are those of all, near enough for a fence. */
const mostLooked = 1 << 14;

/**
 * The fence of a curve's finite values in [start, end): the 1st and the 99th percentile, and twice their distance beyond
 * each. What lies outside is an outlier. Of many values some are looked at, evenly. Undefined when there is no finite value.
 */
export function fenceOf(y: Numbers, start: number, end: number): Fence | undefined {
  let [count, least, most] = [0, histogram.length, 0];
  // An odd stride has no part in the rhythms of batches and blocks.
  const stride = Math.floor((end - start) / mostLooked / 2) * 2 + 1;
  for (let index = start; index < end; index += stride) {
    const value = y[index] ?? Number.NaN;
    if (value - value !== 0) continue;
    const bin = binOf(value);
    histogram[bin] = (histogram[bin] ?? 0) + 1;
    if (bin < least) least = bin;
    if (bin > most) most = bin;
    count += 1;
  }
  if (count === 0) return undefined;
  const low = valueOf(binAt(Math.floor((count - 1) * 0.01), least));
  const high = valueOf(binAt(Math.ceil((count - 1) * 0.99), least) + 1);
  histogram.fill(0, least, most + 1);
  const beyond = 2 * (high - low);
  return { low: low - beyond, high: high + beyond };
}

/** Positive numbers ascend with their bits, negative ones descend. */
function binOf(value: number): number {
  bits[0] = value;
  const upper = (word[0] ?? 0) >>> 16;
  return upper < 0x8000 ? upper + 0x8000 : 0xffff - upper;
}

/** The smaller end of a bin. */
function valueOf(bin: number): number {
  word[0] = bin >= 0x8000 ? ((bin - 0x8000) << 16) >>> 0 : (((0xffff - bin) << 16) | 0xffff) >>> 0;
  return bits[0] ?? 0;
}

/** The bin that holds a value by its rank; none lies before `first`. */
function binAt(rank: number, first: number): number {
  let before = 0;
  for (let bin = first; bin < histogram.length; bin += 1) {
    before += histogram[bin] ?? 0;
    if (before > rank) return bin;
  }
  return histogram.length - 1;
}
