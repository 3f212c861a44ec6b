import { describePoint, type PointChoice } from '../config';
import {
  freshSeeds,
  hasMorePoints,
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

/** Proposes the values of the next point after trials, as a function of them. */
export interface Sampler {
  readonly propose: (trials: readonly Trial[]) => Promise<Values>;
}

/** The settings of a sweep and the config's seed. */
export interface SweepPlan {
  readonly options: SweepOptions;
  readonly parameters: readonly Parameter[];
  readonly seed: number;
  /** Sampler of `method: optuna`. */
  readonly sampler?: Sampler;
}

/** The next point of a search after those that are there, as its sampler proposes it. Throws where that fails. */
export async function proposeSearchPoint(plan: SweepPlan, trials: readonly Trial[]): Promise<SweepPoint | undefined> {
  const { options, parameters, seed, sampler } = plan;
  const seeds = seedsOf(options, seed).length;
  const hasMore = hasMorePoints({ options, parameters, seed, seeds }, trials);
  return nextSearchPoint(plan, trials, hasMore ? await sampler?.propose(trials) : undefined);
}

/** The next point of a search after those that are there; undefined when there are no more. `proposal`: that of a sampler. */
export function nextSearchPoint(plan: SweepPlan, trials: readonly Trial[], proposal?: Values): SweepPoint | undefined {
  const { options, parameters, seed } = plan;
  const seeds = seedsOf(options, seed);
  const pointPlan: PointPlan = { options, parameters, seed, seeds: seeds.length };
  const values = nextPoint(pointPlan, trials, proposal);
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
