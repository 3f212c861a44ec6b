/** Round numbers along a linear axis with their labels. */
export interface Ticks {
  readonly values: readonly number[];
  readonly labels: readonly string[];
}

/**
 * Ticks of a linear axis between two values, 1, 2 or 5 times a power of ten apart, so that each has one of `count` equal parts of the
 * axis for itself, which need not be whole. One tick gives no scale: where there would be one, they are nearer, and less round.
 */
export function ticksBetween(from: number, to: number, count: number): Ticks {
  if (!(to > from)) return { values: [from], labels: tickLabels([from], 1) };
  const { roundest, nearer } = incrementsFor(from, to, count);
  const increment = [roundest, ...nearer].find((one) => linearTicks(from, to, one).length > 1) ?? roundest;
  const values = linearTicks(from, to, increment);
  return { values, labels: tickLabels(values, increment) };
}

/** Factors of a power of ten that make a round increment, and those that are tried where ticks at one of these are too few. */
const roundFactors = [1, 2, 5, 10];
const otherFactors = [8, 6, 5, 4, 3, 2.5, 2, 1.5, 1, 0.8, 0.6, 0.5];

/** Increments of ticks: the least round one that leaves room, and the nearer ones from the widest on. */
function incrementsFor(from: number, to: number, count: number): { roundest: number; nearer: readonly number[] } {
  const min = (to - from) / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(min));
  const roundest = (roundFactors.find((factor) => factor * power >= min * (1 - 1e-9)) ?? 10) * power;
  return { roundest, nearer: otherFactors.map((factor) => factor * power).filter((one) => one < roundest) };
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

/** Digits of a decade that a log axis labels, the widest choice first: the first that has room is taken. */
const digitsOfDecade = [[1, 2, 5], [1, 3], [1]] as const;

/** Decades below which a log axis has the round numbers of a linear one, since its decades have too few. */
const shortAxis = 0.7;

/**
 * Ticks of a log axis between two positive values, `count` at most, each with a label: 1, 2 and 5 times a power of ten, 1 and 3
 * times one, or every few powers.
 */
export function logAxisTicks(from: number, to: number, count: number): Ticks {
  const decades = Math.log10(to / from);
  if (!(decades > 0)) return { values: [], labels: [] };
  if (decades < shortAxis) return ticksBetween(from, to, Math.min(count, 5));
  for (const digits of digitsOfDecade) {
    if (decades * digits.length > count) continue;
    const values = logTicks(from, to).filter((tick) => digits.some((digit) => digit === leadingDigit(tick)));
    if (values.length > 1) return { values, labels: values.map(logLabel) };
  }
  const stride = Math.max(1, Math.ceil(decades / Math.max(1, count)));
  const values = powersBetween(from, to).filter((tick) => Math.round(Math.log10(tick)) % stride === 0);
  return { values, labels: values.map(logLabel) };
}

/** Ticks of an axis of whole numbers, such as steps: none lies between two of them. */
export function wholeTicks(from: number, to: number, count: number): Ticks {
  const { values } = ticksBetween(from, to, Math.max(1, Math.min(count, Math.floor(to - from))));
  const whole = values.filter((tick) => Number.isInteger(tick));
  return { values: whole, labels: tickLabels(whole, 1) };
}

/** Ticks of an axis of shares, labelled in percent: `97 %`, `97.5 %`. */
export function percentTicks(from: number, to: number, count: number): Ticks {
  const { values, labels } = ticksBetween(100 * from, 100 * to, count);
  return { values: values.map((value) => value / 100), labels: labels.map((label) => `${label} %`) };
}

/** A value on a log axis in as few characters as it takes; without the noise of floats. */
function logLabel(tick: number): string {
  const value = Number(tick.toPrecision(6));
  return value >= 1e-4 && value < 1e5 ? String(value) : value.toExponential(0).replace('e+', 'e');
}

const leadingDigit = (value: number): number => Number(value.toExponential(0).charAt(0));

function powersBetween(from: number, to: number): number[] {
  const [lowest, highest] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
  return Array.from({ length: Math.max(0, highest - lowest + 1) }, (_, index) => Number(`1e${lowest + index}`));
}

/** Removes the noise of binary fractions: 3 · 0.1 is 0.30000000000000004, and a tick is 0.3. */
const withoutNoise = (value: number): number => Number(value.toPrecision(12));
