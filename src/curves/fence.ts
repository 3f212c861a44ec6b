import type { Numbers } from './growing-curve';

/** The values between which a curve's ordinary points lie. */
export interface Fence {
  readonly low: number;
  readonly high: number;
}

const bits = new Float32Array(1);
const word = new Uint32Array(bits.buffer);
/** The upper half of a float32, in the order of the numbers: bins that are never wider than 1/128 of their number. */
const histogram = new Uint32Array(1 << 16);

/**
 * The fence of a curve's finite values in [start, end): the 1st and the 99th percentile, and twice their distance beyond
 * each. What lies outside is an outlier. Undefined when there is no finite value.
 */
export function fenceOf(y: Numbers, start: number, end: number): Fence | undefined {
  histogram.fill(0);
  let count = 0;
  for (let index = start; index < end; index += 1) {
    const value = y[index] ?? Number.NaN;
    if (value - value !== 0) continue;
    const bin = binOf(value);
    histogram[bin] = (histogram[bin] ?? 0) + 1;
    count += 1;
  }
  if (count === 0) return undefined;
  const low = valueOf(binAt(Math.floor((count - 1) * 0.01)));
  const high = valueOf(binAt(Math.ceil((count - 1) * 0.99)) + 1);
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

function binAt(rank: number): number {
  let before = 0;
  for (let bin = 0; bin < histogram.length; bin += 1) {
    before += histogram[bin] ?? 0;
    if (before > rank) return bin;
  }
  return histogram.length - 1;
}
