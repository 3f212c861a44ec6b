import { judge, type Judged, type PairedT } from '../statistics';
import { actingGuards, type RunSummary } from '../runs';
import { formatCountOf, formatNumber, formatPoints } from '../wording';
import { trainedEpochs, type ComparableRun } from './compare-runs';
import { readPairAnswers, type PairAnswers } from './pair-answers';
import { findPairs, type Pair, type Pairs } from './pairs';
import {
  decidingMeasure,
  measuresBeside,
  type PairResults,
  type ReadPair,
  type VerdictMeasure,
} from './verdict-measures';

/** A pair with its difference. */
export interface JudgedPair extends ReadPair {
  /** Test errors of the control less those of the run, as a share of the test examples. */
  readonly gain: number;
}

/** A measure over all pairs; gains are positive where more of it is better and the run has more, and the reverse. */
export interface JudgedMeasure {
  readonly measure: VerdictMeasure;
  readonly judged: Judged;
  /** Over the pairs; of the teachers undefined where one is not known. */
  readonly means: {
    readonly distilled: number;
    readonly control: number;
    readonly teacher: number | undefined;
  };
}

/** Whether a recipe helps, judged over its pairs. */
export interface Verdict extends Omit<Pairs, 'pairs'> {
  readonly pairs: readonly JudgedPair[];
  /** Of the test accuracy. */
  readonly result: Judged;
  /** The test accuracy, which decides, and other measures of the test split, which do not. */
  readonly measures: readonly JudgedMeasure[];
  readonly margin: number | undefined;
  /** Reason why stored answers could not be read, where the verdict stands without them. */
  readonly unread?: string;
}

/**
 * Judges a run and its repeats against their controls. `margin`: the loss of accuracy, as a share, that is taken for none.
 * Reads stored predictions. Throws an error that names the file when one is damaged.
 */
export async function judgeRun(run: ComparableRun, runs: readonly RunSummary[], margin?: number): Promise<Verdict> {
  const found = findPairs(run, runs);
  return judgePairs(found, margin, await readAnswers(found.pairs));
}

/** Judges pairs, with what their stored answers say, or the reason why these cannot be read. `margin` as for `judgeRun`. */
export async function judgeReadPairs(found: Pairs, margin?: number): Promise<Verdict> {
  try {
    return judgePairs(found, margin, await readAnswers(found.pairs));
  } catch (error) {
    const unread = error instanceof Error ? error.message : String(error);
    return { ...judgePairs(found, margin), unread };
  }
}

async function readAnswers(pairs: readonly Pair[]): Promise<ReadonlyMap<Pair, PairAnswers>> {
  const answers = new Map<Pair, PairAnswers>();
  for (const pair of pairs) answers.set(pair, await readPairAnswers(pair));
  return answers;
}

/** Judges pairs by their results, and by their stored answers where they were read. `margin` as for `judgeRun`. */
export function judgePairs(
  { pairs, ...rest }: Pairs,
  margin?: number,
  answers: ReadonlyMap<Pair, PairAnswers> = new Map(),
): Verdict {
  const judged = pairs.map((pair) => ({ ...pair, gain: gainOf(pair), answers: answers.get(pair) }));
  const result = judgeAll(
    judged.map(({ gain }) => gain),
    margin,
  );
  const deciding = judgeMeasure(decidingMeasure, judged, result);
  const beside = measuresBeside.map((measure) => judgeMeasure(measure, judged));
  return { ...rest, pairs: judged, result, measures: [deciding, ...beside].filter((one) => one !== undefined), margin };
}

function judgeAll(gains: readonly number[], margin?: number): Judged {
  const [result] = judge([gains], margin);
  if (result === undefined) throw new Error('a judgement is missing');
  return result;
}

/** A measure over all pairs; undefined where one of the runs lacks it, or without pairs. */
function judgeMeasure(measure: VerdictMeasure, pairs: readonly ReadPair[], known?: Judged): JudgedMeasure | undefined {
  const results = pairs.map((pair) => measure.of(pair));
  const [distilled, control] = [valuesOf(results, 'distilled'), valuesOf(results, 'control')];
  if (distilled === undefined || control === undefined) return undefined;
  const gains = distilled.map((value, at) => measure.better * (value - (control[at] ?? Number.NaN)));
  const teacher = valuesOf(results, 'teacher');
  return {
    measure,
    judged: known ?? judgeAll(gains),
    means: { distilled: meanOf(distilled), control: meanOf(control), teacher: teacher && meanOf(teacher) },
  };
}

/** Values of all pairs; undefined where one is missing, or without pairs. */
function valuesOf(results: readonly PairResults[], side: keyof PairResults): readonly number[] | undefined {
  const values = results.flatMap((result) => result[side] ?? []);
  return values.length === results.length && values.length > 0 ? values : undefined;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** One sentence of a verdict, with the guards that acted on many samples of its runs. */
export function formatVerdict(verdict: Verdict): string {
  const { pairs, leftOut } = verdict;
  return [formatJudgement(verdict), ...guardsIn(pairs), ...stoppedApart(pairs), ...fromElsewhere(leftOut)].join('; ');
}

function fromElsewhere(pairs: number): string[] {
  return pairs === 0
    ? []
    : [`${formatCountOf(pairs, 'pair')} of runs that were not run here ${pairs === 1 ? 'does' : 'do'} not count`];
}

/** Pairs whose run and control were trained for different numbers of epochs, since an early stop ended one of them. */
function stoppedApart(pairs: readonly Pair[]): string[] {
  const apart = pairs.filter(
    ({ run, control }) => trainedEpochs(run.progress) !== trainedEpochs(control.progress) && isEarly(run, control),
  );
  if (apart.length === 0) return [];
  const [first] = apart.map(({ run, control }) => [trainedEpochs(run.progress), trainedEpochs(control.progress)]);
  const example = `${apart.length === 1 ? '' : 'such as '}${first?.join(' and ') ?? ''}`;
  return [
    `run and control stopped at different epochs in ${apart.length} of ${formatCountOf(pairs.length, 'pair')} (${example})`,
  ];
}

const isEarly = (...runs: readonly RunSummary[]): boolean =>
  runs.some(({ progress }) => progress.stoppedEarly !== undefined);

/** Each guard that acted on many samples, by the run in which it acted on the most. */
function guardsIn(pairs: readonly Pair[]): string[] {
  const acting = pairs.flatMap(({ run: { id, progress } }) =>
    actingGuards(progress.guards).map((guard) => ({ ...guard, id })),
  );
  acting.sort((one, other) => other.share - one.share);
  const strongest = acting.filter(({ name }, index) => acting.findIndex((other) => other.name === name) === index);
  return strongest.map(({ id, sentence }) => `in ${id} ${sentence}`);
}

function formatJudgement({ result, pairs, isOneTeacher, margin }: Verdict): string {
  const { judgement, test, p, wins, morePairs } = result;
  const mean = test?.mean ?? 0;
  const words = mean < 0 ? 'lower' : 'higher';
  const size =
    mean === 0
      ? 'test accuracy the same on average'
      : `test accuracy ${formatPoints(Math.abs(mean))} ${words} on average`;
  const figures =
    test === undefined
      ? ''
      : `${size} (95 % interval ${formatInterval(test, formatGain)}), better in ${wins} of ${formatCountOf(pairs.length, 'pair')}, p ${formatNumber(p, 2)}`;
  const end = `${figures}${isOneTeacher && judgement !== 'cannot-tell' ? ', for this teacher' : ''}`;
  switch (judgement) {
    case 'helps':
      return `helps: ${end}`;
    case 'hurts':
      return `hurts: ${end}`;
    case 'no-worse':
      return `no worse than ${formatPoints(margin)}: ${end}`;
    case 'cannot-tell': {
      const missing =
        morePairs === undefined
          ? 'no number of pairs would tell with this mean and spread'
          : `about ${formatCountOf(morePairs, 'more pair', 'more pairs')}`;
      return `cannot tell yet: ${missing}${figures === '' ? '' : `; ${figures}`}`;
    }
  }
}

/** The ends of an interval, with its unit once. */
export function formatInterval({ mean, halfWidth }: PairedT, format: (gain: number) => string): string {
  const [low, high] = [format(mean - halfWidth), format(mean + halfWidth)];
  const unit = / [^ ]+$/.exec(high)?.[0] ?? '';
  return `${unit !== '' && low.endsWith(unit) ? low.slice(0, -unit.length) : low} … ${high}`;
}

/** A gain in points with its sign. */
export function formatGain(gain: number): string {
  // A mean of gains that cancel is some 1e-17.
  if (Math.abs(gain) < 1e-12) return formatPoints(0);
  return `${gain < 0 ? '−' : '+'}${formatPoints(Math.abs(gain))}`;
}

/** The gain of a pair in test accuracy, as a share of the test examples. */
export const gainOf = ({ run, control }: Pair): number => errorShare(control) - errorShare(run);

const errorShare = ({ progress: { errors = 0, count = 0 } }: RunSummary): number => (count === 0 ? 0 : errors / count);
