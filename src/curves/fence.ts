import type { FloatArray } from './growing-curve';

/** Interval outside which a curve's values are outliers. */
export interface Fence {
  readonly low: number;
  readonly high: number;
}

const bits = new Float32Array(1);
const word = new Uint32Array(bits.buffer);
/**
 * Histogram over the upper 16 bits of a float32, in ascending order of the numbers: a bin is never wider than 1/128 of its
 * values. Shared by all calls, and all zero between them.
 */
const histogram = new Uint32Array(1 << 16);

/** Sample size above which the percentiles of a sample are near enough to those of all values. */
const maxSamples = 1 << 14;

/**
 * Computes the fence of a curve's finite values in [start, end): from the 1st to the 99th percentile, widened on both ends by
 * twice their distance. Many values are sampled at an even stride. Undefined when no value is finite.
 */
export function fenceOf(y: FloatArray, start: number, end: number): Fence | undefined {
  let [count, firstBin, lastBin] = [0, histogram.length, 0];
  // An odd stride does not resonate with periods of batches and blocks, which are mostly even.
  const stride = Math.floor((end - start) / maxSamples / 2) * 2 + 1;
  for (let index = start; index < end; index += stride) {
    const value = y[index] ?? Number.NaN;
    if (value - value !== 0) continue;
    const bin = binOf(value);
    histogram[bin] = (histogram[bin] ?? 0) + 1;
    if (bin < firstBin) firstBin = bin;
    if (bin > lastBin) lastBin = bin;
    count += 1;
  }
  if (count === 0) return undefined;
  const low = valueOf(binAt(Math.floor((count - 1) * 0.01), firstBin));
  const high = valueOf(binAt(Math.ceil((count - 1) * 0.99), firstBin) + 1);
  histogram.fill(0, firstBin, lastBin + 1);
  const beyond = 2 * (high - low);
  return { low: low - beyond, high: high + beyond };
}

/** The bin of a value. As bits, positive floats ascend and negative ones descend, so the latter are mirrored. */
function binOf(value: number): number {
  bits[0] = value;
  const upper = (word[0] ?? 0) >>> 16;
  return upper < 0x8000 ? upper + 0x8000 : 0xffff - upper;
}

/** The lower edge of a bin. */
function valueOf(bin: number): number {
  word[0] = bin >= 0x8000 ? ((bin - 0x8000) << 16) >>> 0 : (((0xffff - bin) << 16) | 0xffff) >>> 0;
  return bits[0] ?? 0;
}

/** The bin that holds the value of a rank; bins before `first` are empty. */
function binAt(rank: number, first: number): number {
  let before = 0;
  for (let bin = first; bin < histogram.length; bin += 1) {
    before += histogram[bin] ?? 0;
    if (before > rank) return bin;
  }
  return histogram.length - 1;
}
