import { displayLocale, translate } from '../display-language';

/** Stands for a value that is unknown, missing or not a number. */
export const missing = '–';

/** Stands for something that a run can have and has not, such as a teacher. */
export const noneLabel = 'none';

/** Formats of the locale, made with their first use: ICU takes 15 ms to begin with, which activation would wait for. */
let formats:
  | { readonly grouped: Intl.NumberFormat; readonly means: Intl.NumberFormat; readonly plurals: Intl.PluralRules }
  | undefined;

function localeFormats(): NonNullable<typeof formats> {
  formats ??= {
    grouped: new Intl.NumberFormat(displayLocale(), { maximumFractionDigits: 0 }),
    means: new Intl.NumberFormat(displayLocale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    // Nouns are counted in English, and a translation is that of their plural.
    plurals: new Intl.PluralRules('en'),
  };
  return formats;
}

/** A whole number with grouped thousands, `10,000`; fractions are rounded. */
export function formatCount(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return missing;
  return Number.isFinite(value) ? withMinus(localeFormats().grouped.format(value)) : infinity(value);
}

/** A part of a whole, `136 of 10,000`; the part alone where the whole is not known. */
export function formatOutOf(part: number, whole: number | undefined): string {
  return whole === undefined ? formatCount(part) : `${formatCount(part)} of ${formatCount(whole)}`;
}

/** A mean of counts, or its spread, with one decimal, so that it stays in its column: `2,967.3`. */
export function formatMeanCount(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return missing;
  return Number.isFinite(value) ? withMinus(localeFormats().means.format(value)) : infinity(value);
}

/** A count and its noun: `1 run`, `2,000 runs`. `plural` is needed where it is not the noun with an s. */
export function formatCountOf(value: number, noun: string, plural = `${noun}s`): string {
  const count = formatCount(value);
  if (displayLocale() !== 'en') return translate(`{0} ${plural}`, count);
  return `${count} ${localeFormats().plurals.select(value) === 'one' ? noun : plural}`;
}

/** A number in as few characters as `digits` significant ones allow: `0.05`, `12.35`, `1.2e−7`. */
export function formatNumber(value: number | undefined, digits = 4): string {
  if (value === undefined || Number.isNaN(value)) return missing;
  return Number.isFinite(value) ? withMinus(String(Number(value.toPrecision(digits)))) : infinity(value);
}

/** A number with a fixed count of decimals, so that it stays in place while it changes. */
export function formatFixed(value: number | undefined, decimals: number): string {
  if (value === undefined || Number.isNaN(value)) return missing;
  return Number.isFinite(value) ? withMinus(value.toFixed(decimals)) : infinity(value);
}

/** An epoch and its fraction in at most two decimals: `3`, `2.5`. */
export function formatEpoch(epoch: number | undefined): string {
  return formatFixed(epoch, 2).replace(/\.?0+$/, '');
}

/** A loss, a divergence or an entropy, in nats: four decimals, or an exponent where these would say too little. */
export function formatLoss(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return formatFixed(value, 4);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? withMinus(value.toExponential(2)) : formatFixed(value, 4);
}

/** A spread or a difference of losses, in the form of the loss beside it: `0.0007` beside `0.3864`, unless it is lost there. */
export function formatLossBeside(size: number, loss: number): string {
  const isRead = formatFixed(size, 4) !== formatFixed(0, 4) && Math.abs(loss) >= 1e-3 && Math.abs(loss) < 1e5;
  return isRead ? formatFixed(size, 4) : formatLoss(size);
}

/** A temperature that was measured: two decimals, three significant digits where it is below 0.1. */
export function formatTemperature(value: number | undefined): string {
  const isTiny = value !== undefined && value !== 0 && Math.abs(value) < 0.1;
  return isTiny ? formatNumber(value, 3) : formatFixed(value, 2);
}

/** A difference of two values in the wording of their size: `+12`, `−0.30 points`, `±0`. */
export function formatDifference(difference: number, format: (size: number) => string): string {
  if (Number.isNaN(difference)) return missing;
  if (difference === 0) return '±0';
  return `${difference > 0 ? '+' : '−'}${format(Math.abs(difference))}`;
}

/** Phrases for a count beside another: of how many are fewer, of how many are more, and of as many. */
export interface PhrasesBeside {
  readonly fewer: (count: string) => string;
  readonly more: (count: string) => string;
  readonly same: string;
}

/** A count beside another in the phrase that fits, `13 fewer than its control`: whole phrases, since languages order their words otherwise. */
export function formatBeside(value: number, base: number, { fewer, more, same }: PhrasesBeside): string {
  if (value === base) return same;
  const count = formatCount(Math.abs(value - base));
  return value < base ? fewer(count) : more(count);
}

const byteUnits = ['kB', 'MB', 'GB', 'TB'] as const;

/** A size on disk or in memory, in units of 1000: `812 B`, `36.1 MB`, `1.50 GB`. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined || !Number.isFinite(bytes)) return missing;
  if (bytes < 999.5) return `${Math.round(bytes)} B`;
  let [size, unit] = [bytes / 1000, 0];
  // Compared after rounding: 999,960 bytes are 1.0 MB and not 1000.0 kB.
  while (Number(size.toFixed(1)) >= 1000 && unit < byteUnits.length - 1) [size, unit] = [size / 1000, unit + 1];
  return `${size.toFixed(unit < 2 ? 1 : 2)} ${byteUnits[unit] ?? ''}`;
}

/** Replaces hyphens by the minus sign, which is as wide as a plus and is read aloud by screen readers. */
export const withMinus = (text: string): string => text.replaceAll('-', '−');

const infinity = (value: number): string => (value > 0 ? '∞' : '−∞');

/** A number rounded to significant digits, as a person writes it and a config or an answer keeps it: 0.10000000149 to 5 is 0.1. */
export const roundToDigits = (value: number, digits: number): number => Number(value.toPrecision(digits));
