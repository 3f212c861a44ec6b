import { describePoint, type JoinedSweep, type PointChoice } from '../config';
import { hasMorePoints, nextPoint, seedsOf, verdictSeeds, type Trial, type Values } from '../sweeps';

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

/** A sweep with all that has joined it, and the config's seed. */
export interface SweepPlan extends JoinedSweep {
  readonly seed: number;
  /** Sampler of `method: optuna`. */
  readonly sampler?: Sampler;
}

/** The next point of a search after those that are there, as its sampler proposes it; undefined when there are no more. Throws where that fails. */
export async function proposeSearchPoint(plan: SweepPlan, trials: readonly Trial[]): Promise<SweepPoint | undefined> {
  const proposal = hasMorePoints(plan, trials) ? await plan.sampler?.propose(trials) : undefined;
  const values = nextPoint(plan, trials, proposal);
  return values && pointOf(plan, { index: trials.length, values });
}

/** A point with the jobs of all seeds that the sweep has now. */
export function pointOf(plan: SweepPlan, { index, values }: Pick<SweepPoint, 'index' | 'values'>): SweepPoint {
  const seeds = seedsOf(plan.options, plan.seed);
  return { index, values, jobs: seeds.map((one) => jobOf(plan, { index, values }, one, 'search')) };
}

/**
 * The runs that judge a point: seeds that chose nothing, each with a teacher of its own where it trains one.
 * @param made seeds of those that are there
 */
export function verdictJobs(
  plan: SweepPlan,
  point: Pick<SweepPoint, 'index' | 'values'>,
  count: number,
  made: readonly number[] = [],
): readonly Job[] {
  const used = seedsOf(plan.options, plan.seed);
  return verdictSeeds(count, used, made).map((seed) => jobOf(plan, point, seed, 'verdict'));
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
