/** Round numbers along a linear axis with their labels. */
export interface Ticks {
  readonly values: readonly number[];
  readonly labels: readonly string[];
}

/** Ticks of a linear axis between two values, 1, 2 or 5 times a power of ten apart: about `count`, and no more. */
export function ticksBetween(from: number, to: number, count: number): Ticks {
  const increment = to > from ? incrementFor(from, to, count) : 1;
  const values = to > from ? linearTicks(from, to, increment) : [from];
  return { values, labels: tickLabels(values, increment) };
}

function incrementFor(from: number, to: number, count: number): number {
  const min = (to - from) / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(min));
  return [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= min * (1 - 1e-9)) ?? 10 * power;
}

/** Ticks at the multiples of `increment` between two values. */
export function linearTicks(from: number, to: number, increment: number): number[] {
  const first = Math.ceil(from / increment - 1e-9);
  const last = Math.floor(to / increment + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => withoutNoise((first + index) * increment));
}

/** Label length from which small numbers are written with an exponent, to fit beside a plot. */
const maxCharacters = 7;

/** Labels of ticks that are `increment` apart, with as many decimals as make them distinct. */
export function tickLabels(ticks: readonly number[], increment: number): string[] {
  const digits = Math.min(12, Math.max(0, -powerOf(increment)));
  // An increment of 0.25 needs two decimals, its logarithm suggests one.
  const enough = [digits, digits + 1, digits + 2].find((count) => isMultiple(increment, 10 ** -count)) ?? digits + 2;
  const areSmall = ticks.every((tick) => Math.abs(tick) < 0.01) && enough + 2 > maxCharacters;
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

/** The exponent of the largest power of ten that is no larger than a positive number. */
const powerOf = (value: number): number => Math.floor(Math.log10(value) + 1e-9);

function isMultiple(value: number, unit: number): boolean {
  const quotient = value / unit;
  return Math.abs(quotient - Math.round(quotient)) < 1e-6;
}

/** Powers of ten above which a log axis marks only some of them. */
const maxPowers = 8;

/** Ticks of a log axis between two positive values: 1 to 9 times each power of ten, or every few powers over a wide range. */
export function logTicks(from: number, to: number): number[] {
  const [lowest, highest] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
  const stride = Math.ceil((highest - lowest) / maxPowers);
  const digits = stride > 1 ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const ticks: number[] = [];
  for (let power = lowest; power <= highest; power += stride) {
    for (const digit of digits) ticks.push(withoutNoise(digit * 10 ** power));
  }
  return ticks.filter((tick) => tick >= from && tick <= to);
}

/** Labels of a log axis: written at 1, 2 or 5 times a power of ten, empty at the other ticks. */
export function logLabels(ticks: readonly number[]): string[] {
  return ticks.map((tick) => {
    const digit = Math.round(tick / 10 ** powerOf(tick));
    if (digit !== 1 && digit !== 2 && digit !== 5) return '';
    return tick >= 1e-3 && tick < 1e5 ? String(Number(tick.toPrecision(6))) : tick.toExponential(0).replace('e+', 'e');
  });
}

/** Removes the noise of binary fractions: 3 · 0.1 is 0.30000000000000004, and a tick is 0.3. */
const withoutNoise = (value: number): number => Number(value.toPrecision(12));
