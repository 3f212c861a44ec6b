import { gridPoint, haltonPoint, randomPoint, type Values } from './points';
import type { SweepOptions } from './schema';
import { gridUnion, pointCount, type Stage, type Stages } from './stages';
import { tpePoint, type Trial } from './tpe';

/** Settings and seeds that decide the points of a sweep. */
export interface PointPlan {
  readonly stages: Stages;
  /** The config's seed. */
  readonly seed: number;
}

/** Draws before a space that can be listed is held to be used up. */
const maxRepeats = 1000;

/** Whether points follow from the results of those before. */
export const learnsFromResults = ({ method }: Pick<SweepOptions, 'method'>): boolean =>
  method === 'tpe' || method === 'optuna';

/** Whether a sweep has fewer trials than points. */
export const hasMorePoints = ({ stages }: PointPlan, trials: readonly Trial[]): boolean =>
  trials.length < pointCount(stages);

/**
 * The next point of a sweep after its trials, in their order; undefined when there are no more. It is a function of its arguments,
 * so that a sweep that was killed goes on with the same points, and points that joined come behind those that were there. No point
 * comes twice.
 * @param proposal the point that Optuna proposes after the trials, where that is the method
 */
export function nextPoint(plan: PointPlan, trials: readonly Trial[], proposal?: Values): Values | undefined {
  const { stages } = plan;
  if (!hasMorePoints(plan, trials)) return undefined;
  if (stages[0].options.method === 'grid') {
    const [{ parameters }, ...more] = stages;
    return more.length === 0 ? gridPoint(parameters, trials.length) : gridUnion(stages)[trials.length];
  }
  for (const [at, stage] of stages.entries()) {
    const [first, ...rest] = stages;
    if (trials.length >= pointCount([first, ...rest.slice(0, at)])) continue;
    const values = drawnPoint(stage, plan.seed, trials, proposal);
    if (values !== undefined) return values;
  }
  return undefined;
}

/** The next point that is drawn from the space of a stage; undefined where that is used up. */
function drawnPoint(
  { options, parameters }: Stage,
  seed: number,
  trials: readonly Trial[],
  proposal?: Values,
): Values | undefined {
  if (options.method === 'halton') return freshPoint((index) => haltonPoint(parameters, index), trials);
  const random = (): Values | undefined => freshPoint((index) => randomPoint(parameters, seed, index), trials);
  if (options.method === 'random') return random();
  const proposed = options.method === 'optuna' ? proposal : tpePoint(parameters, seed, trials);
  if (proposed === undefined) throw new Error('method: optuna goes on from a point that Optuna proposes');
  // Where it only comes back to tried ones, the next one at random.
  return isUsed(proposed, trials) ? random() : proposed;
}

/** The first point of a sequence, from as many as there are trials on, that was not tried. */
function freshPoint(pointAt: (index: number) => Values, trials: readonly Trial[]): Values | undefined {
  const used = new Set(trials.map(({ values }) => JSON.stringify(values)));
  for (let index = trials.length; index < trials.length + maxRepeats; index += 1) {
    const values = pointAt(index);
    if (!used.has(JSON.stringify(values))) return values;
  }
  return undefined;
}

function isUsed(values: Values, trials: readonly Trial[]): boolean {
  const text = JSON.stringify(values);
  return trials.some((trial) => JSON.stringify(trial.values) === text);
}
