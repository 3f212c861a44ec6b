import type { RunSummary } from '../runs';
import { capitalize, formatCount, formatCountOf, formatDifference, formatNumber, formatPoints } from '../wording';
import { isComparable } from './compare-runs';
import { freshPairs } from './sweeps/judge-sweep';
import { findPairs, hasTeacher } from './pairs';
import { formatGain, formatVerdict, judgePairs, type Verdict } from './verdict';
import { verdictRows, type ResultWords } from './verdict-rows';

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
  /** Results over all pairs, the one that decides first. */
  readonly results: readonly ResultWords[];
  readonly pairs: readonly PairWords[];
  /** The tests, and the time that both sides took, in sentences. */
  readonly detail: string;
}

/** Describes a verdict with a row for each pair. */
export function describeVerdict(verdict: Verdict): VerdictWords {
  const { pairs, result } = verdict;
  return {
    sentence: `${capitalize(formatVerdict(verdict))}.`,
    tone: tones[result.judgement],
    results: verdictRows(verdict),
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
    detail: [tests(verdict), times(verdict), unread(verdict)].filter((part) => part !== '').join(' '),
  };
}

/**
 * The verdict on a finished run and its repeats, or on the point that a sweep has chosen, in a few words, such as
 * `helps, +0.24 points over 6 pairs`; empty below two pairs. `runs`: all of the workspace, newest first.
 */
export function shortVerdict(run: RunSummary, runs: readonly RunSummary[]): string {
  if (!isComparable(run) || run.status !== 'finished') return '';
  const isSweep = run.manifest.kind === 'sweep';
  const found = isSweep ? freshPairs(run, runs) : hasTeacher(run) ? findPairs(run, runs) : undefined;
  return found === undefined ? '' : inShort(judgePairs(found, run.manifest.config.verdict?.margin));
}

function inShort({ result: { judgement, test }, pairs, margin }: Verdict): string {
  if (test === undefined) return '';
  const over = `over ${formatCountOf(pairs.length, 'pair')}`;
  const gain = formatGain(test.mean);
  switch (judgement) {
    case 'helps':
      return `helps, ${gain} ${over}`;
    case 'hurts':
      return `hurts, ${gain} ${over}`;
    case 'no-worse':
      return `no worse than ${formatPoints(margin)}, ${gain} ${over}`;
    case 'cannot-tell':
      return `cannot tell yet, ${gain} ${over}`;
  }
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
  if (!Number.isFinite(ratio)) return '';
  return Math.abs(ratio - 1) < 0.005
    ? 'The distilled runs took as long as their controls.'
    : `The distilled runs took ${formatNumber(ratio, 3)} times the time of their controls.`;
}

/** Reason why rows that follow from stored answers are missing. */
const unread = ({ unread: reason }: Verdict): string =>
  reason === undefined ? '' : `The stored answers could not be read, so rows of them are missing: ${reason}.`;
