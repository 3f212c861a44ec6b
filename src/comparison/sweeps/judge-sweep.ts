import { describePoint, spaceOf, valueBelow } from '../../config';
import { countedRuns, isControl, splitOf, type RunSummary } from '../../runs';
import { judge, meanAndDeviation, type Judged } from '../../statistics';
import type { ComparableRun } from '../compare-runs';
import { findPairs, type Pair, type Pairs } from '../pairs';
import { childrenOf, runsByPoint } from './sweep-children';
import { gainOf, judgeReadPairs, type Verdict } from '../verdict';

/** A point of a sweep, over its seeds. */
export interface JudgedPoint {
  readonly index: number;
  /** Its settings in words. */
  readonly label: string;
  readonly stage: 'search' | 'verdict';
  /** Finished runs, ordered by their seeds. */
  readonly runs: readonly ComparableRun[];
  /** Runs that have ended without a result, or have not ended. */
  readonly unfinished: number;
  /** Mean test errors, and their standard deviation, undefined for one run. */
  readonly meanErrors: number | undefined;
  readonly deviation: number | undefined;
  readonly pairs: readonly Pair[];
  /** Against the controls, corrected for all points that are judged together; undefined without pairs. */
  readonly judged: Judged | undefined;
}

/** The points of a sweep and, where fresh seeds have judged the best of them, the verdict. */
export interface SweepVerdict {
  readonly points: readonly JudgedPoint[];
  readonly verdict: Verdict | undefined;
}

/**
 * Judges the points of a sweep against their controls on the test split. The points of the search are judged together, by Holm;
 * the one that was chosen is judged alone, by seeds that chose nothing. `runs`: all of the workspace, newest first. `margin`: as
 * for `judgeRun`.
 */
export async function judgeSweep(
  sweep: ComparableRun,
  runs: readonly RunSummary[],
  margin?: number,
): Promise<SweepVerdict> {
  const controls = controlsOf(sweep, runs);
  const points = runsByPoint(childrenOf(sweep, runs)).map((group) => describeGroup(sweep, group, controls));
  points.sort((one, other) => one.stage.localeCompare(other.stage) || one.index - other.index);
  const searched = points.filter(({ stage, pairs }) => stage === 'search' && pairs.length > 0);
  const judged = judge(
    searched.map(({ pairs }) => pairs.map(gainOf)),
    margin,
  );
  const fresh = points.find(({ stage, pairs }) => stage === 'verdict' && pairs.length > 0);
  const found = pairsAmong(fresh?.runs ?? [], controls);
  const verdict = found && (await judgeReadPairs(found, margin));
  return {
    points: points.map((point) => {
      const result = point === fresh ? verdict?.result : judged[searched.indexOf(point)];
      return { ...point, judged: result };
    }),
    verdict,
  };
}

/** Pairs of the point that was chosen, by the finished runs of its fresh seeds; undefined without any. `runs`: all of the workspace. */
export function freshPairs(sweep: ComparableRun, runs: readonly RunSummary[]): Pairs | undefined {
  const fresh = childrenOf(sweep, runs).filter(({ manifest }) => manifest.point?.stage === 'verdict');
  return pairsAmong(fresh, controlsOf(sweep, runs));
}

const controlsOf = (sweep: ComparableRun, runs: readonly RunSummary[]): RunSummary[] =>
  countedRuns(runs, sweep).filter(
    ({ manifest }) => manifest !== undefined && manifest.kind !== 'sweep' && isControl(manifest.config),
  );

function pairsAmong(fresh: readonly ComparableRun[], controls: readonly RunSummary[]): Pairs | undefined {
  const finished = fresh.filter(isJudgeable).sort(bySeed);
  const [first] = finished;
  return first && findPairs(first, [...finished, ...controls]);
}

const isJudgeable = ({ status, progress }: RunSummary): boolean =>
  status === 'finished' && splitOf(progress) === 'test';

const bySeed = (one: ComparableRun, other: ComparableRun): number =>
  one.manifest.config.seed - other.manifest.config.seed;

function describeGroup(
  sweep: ComparableRun,
  group: readonly ComparableRun[],
  controls: readonly RunSummary[],
): JudgedPoint {
  const finished = group.filter(isJudgeable).sort(bySeed);
  const errors = finished.map(({ progress }) => progress.errors ?? 0);
  const { mean, deviation } = meanAndDeviation(errors);
  const [first] = finished;
  const [any] = group;
  return {
    index: any?.manifest.point?.index ?? 0,
    label: any === undefined ? '' : labelOf(sweep, any),
    stage: any?.manifest.point?.stage ?? 'search',
    runs: finished,
    unfinished: group.length - finished.length,
    meanErrors: errors.length === 0 ? undefined : mean,
    deviation: errors.length < 2 ? undefined : deviation,
    pairs: first === undefined ? [] : findPairs(first, [...finished, ...controls]).pairs,
    judged: undefined,
  };
}

/** A run's settings that its sweep varies, in words: `temperature 4, soft 0.5`. */
function labelOf(sweep: ComparableRun, run: ComparableRun): string {
  const options = sweep.manifest.config.sweep;
  if (options === undefined) return run.name;
  const settings = spaceOf(options).map(({ path }) => [path, valueBelow(run.manifest.config, path)] as const);
  return describePoint({ settings, seed: 0 }).replace(/, seed 0$/, '');
}
