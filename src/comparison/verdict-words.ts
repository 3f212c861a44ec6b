import { formatCount, formatDifference, formatNumber } from '../wording';
import { formatMeasure } from './measures';
import { formatGain, formatInterval, formatVerdict, type Verdict } from './verdict';

/** A pair in words: errors on the test split. */
export interface PairWords {
  readonly seed: string;
  /** Empty where the teacher's errors are not known. */
  readonly teacher: string;
  readonly control: string;
  readonly distilled: string;
  /** Of the distilled run from its control. */
  readonly difference: string;
  readonly isBetter: boolean;
}

/** A verdict in words, for a page. */
export interface VerdictWords {
  readonly sentence: string;
  readonly tone: 'good' | 'bad' | 'open';
  readonly pairs: readonly PairWords[];
  /** The tests and the results that decide nothing, in sentences. */
  readonly detail: string;
}

/** Describes a verdict with a row for each pair. */
export function describeVerdict(verdict: Verdict): VerdictWords {
  const { pairs, result } = verdict;
  return {
    sentence: `${capital(formatVerdict(verdict))}.`,
    tone: tones[result.judgement],
    pairs: pairs.map(({ seed, run, control }) => {
      const [own, other] = [run.progress.errors ?? 0, control.progress.errors ?? 0];
      return {
        seed: String(seed),
        teacher: run.progress.teacherErrors === undefined ? '' : formatCount(run.progress.teacherErrors),
        control: formatCount(other),
        distilled: formatCount(own),
        difference: formatDifference(own - other, formatCount),
        isBetter: own < other,
      };
    }),
    detail: [tests(verdict), times(verdict), beside(verdict)].filter((part) => part !== '').join(' '),
  };
}

const tones = { helps: 'good', hurts: 'bad', 'no-worse': 'good', 'cannot-tell': 'open' } as const;

function tests({ result: { test, p, signFlip } }: Verdict): string {
  if (test === undefined) return '';
  const flip = signFlip === undefined ? '' : `, sign-flip p ${formatNumber(signFlip, 2)}`;
  return `Paired t test p ${formatNumber(p, 2)}${flip}.`;
}

/** The mean time of the distilled runs as a multiple of that of their controls. */
function times({ pairs }: Verdict): string {
  const sum = (side: 'run' | 'control'): number =>
    pairs.reduce((total, pair) => total + (pair[side].progress.seconds ?? Number.NaN), 0);
  const ratio = sum('run') / sum('control');
  return Number.isFinite(ratio)
    ? `The distilled runs took ${formatNumber(ratio, 3)} times the time of their controls.`
    : '';
}

function beside({ others }: Verdict): string {
  const words = others.flatMap(({ measure, judged: { test } }) => {
    // A difference that would be written as less than a hundredth of a point says nothing.
    if (test === undefined || (measure.unit === 'share' && Math.abs(test.mean) < 5e-5)) return [];
    const format = (gain: number): string =>
      measure.unit === 'share'
        ? formatGain(measure.better * gain)
        : formatDifference(measure.better * gain, (size) => formatMeasure(measure, size));
    // Of a measure of which less is better the signs are turned, and with them the order of the ends.
    const ends = formatInterval({ ...test, halfWidth: measure.better * test.halfWidth }, format);
    return [`${capital(measure.label)} ${format(test.mean)} (95 % interval ${ends}).`];
  });
  return words.join(' ');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
