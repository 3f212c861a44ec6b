import { gridPoint, haltonPoint, pointCount, randomPoint, type Values } from './points';
import type { SweepOptions } from './schema';
import type { Parameter } from './space';
import { tpePoint, type Trial } from './tpe';

/** Settings and seeds that decide the points of a sweep. */
export interface PointPlan {
  readonly options: SweepOptions;
  readonly parameters: readonly Parameter[];
  /** The config's seed. */
  readonly seed: number;
  /** Seeds of each point. */
  readonly seeds: number;
}

/** Draws before a space that can be listed is held to be used up. */
const maxRepeats = 1000;

/** Whether points follow from the results of those before. */
export const learnsFromResults = ({ method }: Pick<SweepOptions, 'method'>): boolean =>
  method === 'tpe' || method === 'optuna';

/** Whether a sweep has fewer trials than points. */
export const hasMorePoints = ({ options, parameters, seeds }: PointPlan, trials: readonly Trial[]): boolean =>
  trials.length < pointCount(options, parameters, seeds);

/**
 * The next point of a sweep after its trials, in their order; undefined when there are no more. It is a function of its arguments,
 * so that a sweep that was killed goes on with the same points. No point comes twice.
 * @param proposal the point that Optuna proposes after the trials, where that is the method
 */
export function nextPoint(plan: PointPlan, trials: readonly Trial[], proposal?: Values): Values | undefined {
  const { options, parameters, seed } = plan;
  if (!hasMorePoints(plan, trials)) return undefined;
  if (options.method === 'grid') return gridPoint(parameters, trials.length);
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
