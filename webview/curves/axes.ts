/** What a plot's values may be, which decides how far its axis reaches. */
export interface ValueRange {
  /** At least so much is shown, so that noise around a constant does not fill the plot. */
  readonly leastSpan: number;
  /** The same as a share of the values: their labels have few digits then. */
  readonly leastShare?: number;
  readonly lowest?: number;
  readonly highest?: number;
}

const usualLeastShare = 0.005;
/** Longer labels of small numbers do not fit beside a plot. */
const mostCharacters = 7;

/** The range of a value axis for values between `low` and `high`: a margin, the least span, and the limits. */
export function valueRange(
  low: number,
  high: number,
  { leastSpan, leastShare = usualLeastShare, lowest, highest }: ValueRange,
): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [lowest ?? 0, highest ?? (lowest ?? 0) + leastSpan];
  const least = Math.max(leastSpan, leastShare * Math.max(Math.abs(low), Math.abs(high)));
  const missing = Math.max(0, least - (high - low));
  const margin = Math.max(high - low, least) * 0.06;
  let from = low - missing / 2 - margin;
  let to = high + missing / 2 + margin;
  if (lowest !== undefined && low >= lowest) from = Math.max(from, lowest);
  if (highest !== undefined && high <= highest) to = Math.min(to, highest);
  return [from, to];
}

/** The labels of ticks that lie `increment` apart: as many digits as tell them apart, so that none repeats. */
export function tickLabels(ticks: readonly number[], increment: number): string[] {
  const digits = Math.min(12, Math.max(0, -powerOf(increment)));
  // 0.25 apart needs two digits though its logarithm asks for one.
  const enough = [digits, digits + 1, digits + 2].find((count) => isMultiple(increment, 10 ** -count)) ?? digits + 2;
  const areSmall = ticks.every((tick) => Math.abs(tick) < 0.01) && enough + 2 > mostCharacters;
  return ticks.map((tick) => {
    const isSmall = tick !== 0 && (areSmall || Math.abs(tick) < 1e-5);
    if (Math.abs(tick) >= 1e6 || isSmall) return shortExponential(tick, increment);
    return Object.is(tick, -0) || (tick === 0 && areSmall)
      ? '0'
      : tick.toLocaleString('en', { minimumFractionDigits: enough, maximumFractionDigits: enough });
  });
}

function shortExponential(tick: number, increment: number): string {
  const power = powerOf(increment);
  const isWhole = isMultiple(increment, 10 ** power);
  const digits = Math.max(0, powerOf(Math.abs(tick)) - power + (isWhole ? 0 : 1));
  return tick.toExponential(Math.min(12, digits)).replace('e+', 'e');
}

/** Of ten, in a positive number. */
const powerOf = (value: number): number => Math.floor(Math.log10(value) + 1e-9);

function isMultiple(value: number, unit: number): boolean {
  const quotient = value / unit;
  return Math.abs(quotient - Math.round(quotient)) < 1e-6;
}

/** The range of a log axis for positive values between `low` and `high`: at least a factor of two, and a margin. */
export function logRange(low: number, high: number): [number, number] {
  if (!(low > 0) || !Number.isFinite(high)) return [0.1, 1];
  const missing = Math.max(1, Math.sqrt(2 / (high / low)));
  return [(low / missing) * 0.94, high * missing * 1.06];
}

/** Ticks at the multiples of `increment` between two values. */
export function linearTicks(from: number, to: number, increment: number): number[] {
  const first = Math.ceil(from / increment - 1e-9);
  const last = Math.floor(to / increment + 1e-9);
  // Times the inverse of a power of ten, 0.3 comes out as 0.3.
  const inverse = 1 / increment;
  const isWholeInverse = increment < 1 && Math.abs(inverse - Math.round(inverse)) < 1e-6 * inverse;
  const tickAt = (index: number): number => (isWholeInverse ? index / Math.round(inverse) : index * increment);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => tickAt(first + index));
}

/** More powers of ten than these are not all marked. */
const mostPowers = 8;

/** Ticks of a log axis between two positive values: each digit of each power of ten, or of many powers only some. */
export function logTicks(from: number, to: number): number[] {
  const [lowest, highest] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
  const stride = Math.ceil((highest - lowest) / mostPowers);
  const digits = stride > 1 ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const ticks: number[] = [];
  for (let power = lowest; power <= highest; power += stride) {
    for (const digit of digits) ticks.push(digit * 10 ** power);
  }
  return ticks.filter((tick) => tick >= from && tick <= to);
}

/** The labels of a log axis: those ticks that are 1, 2 or 5 of a power of ten. */
export function logLabels(ticks: readonly number[]): string[] {
  return ticks.map((tick) => {
    const digit = Math.round(tick / 10 ** powerOf(tick));
    if (digit !== 1 && digit !== 2 && digit !== 5) return '';
    return tick >= 1e-3 && tick < 1e5 ? String(tick) : tick.toExponential(0);
  });
}
