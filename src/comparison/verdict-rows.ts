import { formatDifference, formatNumber, missing } from '../wording';
import { formatMeasure, formatMeasureSize } from './measures';
import { formatInterval, type Verdict } from './verdict';
import type { VerdictMeasure } from './verdict-measures';

/** A result over all pairs in words: means, and the difference of the distilled runs from their controls. */
export interface ResultWords {
  readonly label: string;
  /** Empty where it is not known, or there are several teachers. */
  readonly teacher: string;
  readonly control: string;
  readonly distilled: string;
  /** Without its unit where the interval has it. */
  readonly difference: string;
  /** 95 % interval of the difference. */
  readonly interval: string;
  readonly p: string;
  readonly better: string;
  readonly isDeciding: boolean;
}

/** The results of a verdict in words, the one that decides first. */
export function verdictRows({ measures, pairs }: Verdict): ResultWords[] {
  return measures.map(({ measure, judged: { test, p, wins, ties }, means: { teacher, control, distilled } }, at) => {
    const { better } = measure;
    const format = (gain: number): string => formatChange(measure, better * gain, control);
    // Of a measure that is the same in all pairs, such as the parameters, nothing is estimated.
    const known = ties === pairs.length ? undefined : test;
    const change = formatChange(measure, distilled - control, control);
    return {
      label: measure.label,
      teacher: teacher === undefined ? '' : formatMeasure(measure, teacher),
      control: formatMeasure(measure, control),
      distilled: formatMeasure(measure, distilled),
      difference: known && measure.unit === 'share' ? withoutUnit(change) : change,
      // Where less is better the signs are turned, and with them the order of the ends.
      interval: known ? formatInterval({ ...known, halfWidth: better * known.halfWidth }, format) : missing,
      p: known ? formatNumber(p, 2) : missing,
      better: ties === pairs.length ? missing : `${wins} of ${pairs.length}`,
      isDeciding: at === 0,
    };
  });
}

/** Shares below this are written with one digit: an interval from `<0.01` to `<0.01` would not say on which side of zero it lies. */
const minWithDecimals = 0.00005;

/** A difference from a result with its sign; that of shares is in points. One that is too small to be written has none. */
function formatChange(measure: VerdictMeasure, change: number, base: number): string {
  // A mean of differences that cancel is some 1e-17.
  const size = Math.abs(change) < 1e-12 ? 0 : change;
  const isTiny = measure.unit === 'share' && Math.abs(size) < minWithDecimals;
  const written = formatDifference(size, (value) =>
    isTiny ? `${formatNumber(100 * value, 1)} points` : formatMeasureSize(measure, value, base),
  );
  return written.replace(/^[+−]</, '<');
}

const withoutUnit = (text: string): string => text.replace(/ [^ ]+$/, '');

/** A result over all pairs in numbers, for files and other programs. `difference` is that of the distilled runs from their controls. */
export interface ResultFigures {
  readonly measure: string;
  readonly teacher?: number;
  readonly control: number;
  readonly distilled: number;
  readonly difference: number;
  /** Ends of the 95 % interval of the difference; absent for a single pair. */
  readonly interval?: readonly [low: number, high: number];
  readonly p: number;
  readonly signFlip?: number;
  /** Pairs of which the distilled run is better, and of which both are alike. */
  readonly wins: number;
  readonly ties: number;
}

/** The results of a verdict in numbers, in the order of their rows. */
export function verdictFigures({ measures }: Verdict): ResultFigures[] {
  return measures.map(({ measure: { name, better }, judged: { test, p, signFlip, wins, ties }, means }) => {
    const { teacher, control, distilled } = means;
    const interval = test && ([better * test.mean - test.halfWidth, better * test.mean + test.halfWidth] as const);
    return {
      ...{ measure: name, control, distilled, difference: distilled - control },
      ...(teacher !== undefined && { teacher }),
      ...(interval !== undefined && { interval }),
      ...{ p, wins, ties },
      ...(signFlip !== undefined && { signFlip }),
    };
  });
}
