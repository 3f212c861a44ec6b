import { judge, mcnemarMidP, type Judged, type PairedT } from '../statistics';
import { actingGuards, type RunSummary } from '../runs';
import { formatCountOf, formatNumber, formatPoints } from '../wording';
import { trainedEpochs, type ComparableRun } from './compare-runs';
import { measuresBesideVerdict, type Measure } from './measures';
import { findPairs, type Pair, type Pairs } from './pairs';
import { readPredictions } from './predictions';

/** A pair with its difference. */
export interface JudgedPair extends Pair {
  /** Test errors of the control less those of the run, as a share of the test examples. */
  readonly gain: number;
  /** McNemar's mid-p of the two networks on the same examples; undefined where their predictions are not there to compare. */
  readonly mcnemar: number | undefined;
}

/** A measure over all pairs; gains are positive where more of it is better and the run has more, and the reverse. */
export interface JudgedMeasure {
  readonly measure: Measure;
  readonly judged: Judged;
}

/** Whether a recipe helps, judged over its pairs. */
export interface Verdict extends Omit<Pairs, 'pairs'> {
  readonly pairs: readonly JudgedPair[];
  /** Of the test accuracy. */
  readonly result: Judged;
  /** Other measures of the test split, which decide nothing. */
  readonly others: readonly JudgedMeasure[];
  readonly margin: number | undefined;
}

/**
 * Judges a run and its repeats against their controls. `margin`: the loss of accuracy, as a share, that is taken for none.
 * Reads stored predictions. Throws an error that names the file when one is damaged.
 */
export async function judgeRun(run: ComparableRun, runs: readonly RunSummary[], margin?: number): Promise<Verdict> {
  const verdict = judgePairs(findPairs(run, runs), margin);
  const pairs: JudgedPair[] = [];
  for (const pair of verdict.pairs) pairs.push({ ...pair, mcnemar: await mcnemarOf(pair) });
  return { ...verdict, pairs };
}

/** Judges pairs by their results alone, without a look at stored predictions. `margin` as for `judgeRun`. */
export function judgePairs({ pairs, ...rest }: Pairs, margin?: number): Verdict {
  const judged = pairs.map((pair) => ({ ...pair, gain: gainOf(pair), mcnemar: undefined }));
  const judgeAll = (gains: readonly number[], within?: number): Judged | undefined => judge([gains], within)[0];
  const result = judgeAll(
    judged.map(({ gain }) => gain),
    margin,
  );
  if (result === undefined) throw new Error('a judgement is missing');
  const others = measuresBesideVerdict.flatMap((measure) => {
    const gains = gainsIn(measure, judged);
    const one = gains === undefined ? undefined : judgeAll(gains);
    return one === undefined ? [] : [{ measure, judged: one }];
  });
  return { ...rest, pairs: judged, result, others, margin };
}

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
  const size = `test accuracy ${formatPoints(Math.abs(mean))} ${mean < 0 ? 'lower' : 'higher'} on average`;
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

async function mcnemarOf({ run, control }: Pair): Promise<number | undefined> {
  const [ours, theirs] = [await readPredictions(run), await readPredictions(control)];
  if (ours === undefined || theirs?.labels !== ours.labels) return undefined;
  let [onlyOurs, onlyTheirs] = [0, 0];
  for (const [example, isRight] of ours.isRight.entries()) {
    const isTheirs = theirs.isRight[example];
    if (isRight > (isTheirs ?? 0)) onlyOurs += 1;
    else if (isRight < (isTheirs ?? 0)) onlyTheirs += 1;
  }
  return mcnemarMidP(onlyOurs, onlyTheirs);
}

/** Gains of all pairs; undefined where one of the runs lacks the measure. */
function gainsIn({ of, better }: Measure, pairs: readonly Pair[]): number[] | undefined {
  const gains = pairs.flatMap(({ run, control }) => {
    const [ours, theirs] = [of(run.progress), of(control.progress)];
    return ours === undefined || theirs === undefined ? [] : [better * (ours - theirs)];
  });
  return gains.length === pairs.length && gains.length > 0 ? gains : undefined;
}
