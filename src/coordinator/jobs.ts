import { describePoint, type PointChoice } from '../config';
import {
  freshSeeds,
  nextPoint,
  seedsOf,
  type Parameter,
  type PointPlan,
  type SweepOptions,
  type Trial,
  type Values,
} from '../sweeps';

/** One run of a sweep that is there or is to be made. */
export interface Job {
  /** Ending of the run's id: the same for the same run, so that it is made once, whatever is killed. */
  readonly key: string;
  readonly point: number;
  readonly stage: 'search' | 'verdict';
  readonly choice: PointChoice;
}

/** A point with the jobs of its seeds. */
export interface SweepPoint {
  readonly index: number;
  readonly values: Values;
  readonly jobs: readonly Job[];
}

/** The settings of a sweep and the config's seed. */
export interface SweepPlan {
  readonly options: SweepOptions;
  readonly parameters: readonly Parameter[];
  readonly seed: number;
}

/** The next point of a search after those that are there; undefined when there are no more. */
export function nextSearchPoint(plan: SweepPlan, trials: readonly Trial[]): SweepPoint | undefined {
  const { options, parameters, seed } = plan;
  const seeds = seedsOf(options, seed);
  const pointPlan: PointPlan = { options, parameters, seed, seeds: seeds.length };
  const values = nextPoint(pointPlan, trials);
  if (values === undefined) return undefined;
  const index = trials.length;
  return { index, values, jobs: seeds.map((one) => jobOf(plan, { index, values }, one, 'search')) };
}

/** The runs that judge a point: seeds that chose nothing, each with a teacher of its own where it trains one. */
export function verdictJobs(
  plan: SweepPlan,
  point: Pick<SweepPoint, 'index' | 'values'>,
  count: number,
): readonly Job[] {
  const used = seedsOf(plan.options, plan.seed);
  return freshSeeds(count, used).map((seed) => jobOf(plan, point, seed, 'verdict'));
}

function jobOf(
  { options, parameters }: SweepPlan,
  { index, values }: Pick<SweepPoint, 'index' | 'values'>,
  seed: number,
  stage: Job['stage'],
): Job {
  const settings = parameters.map(({ path }, at) => [path, values[at]] as const);
  return {
    key: stage === 'search' ? `${String(index).padStart(4, '0')}-s${seed}` : `verdict-s${seed}`,
    ...{ point: index, stage },
    choice: { settings, seed, hasOwnTeachers: stage === 'verdict' || options.teachers === 'each' },
  };
}

/** A point's settings in words, without a seed. */
export function describeValues({ jobs }: SweepPoint): string {
  const [job] = jobs;
  return job === undefined ? '' : describePoint(job.choice).replace(/, seed \d+$/, '');
}
