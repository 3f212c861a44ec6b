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

/**
 * The next point of a sweep after its trials, in their order; undefined when there are no more. It is a function of its arguments,
 * so that a sweep that was killed goes on with the same points. No point comes twice.
 */
export function nextPoint(
  { options, parameters, seed, seeds }: PointPlan,
  trials: readonly Trial[],
): Values | undefined {
  if (trials.length >= pointCount(options, parameters, seeds)) return undefined;
  if (options.method === 'grid') return gridPoint(parameters, trials.length);
  if (options.method === 'tpe') return freshTpePoint(parameters, seed, trials);
  const pointAt = (index: number): Values =>
    options.method === 'halton' ? haltonPoint(parameters, index) : randomPoint(parameters, seed, index);
  const used = new Set(trials.map(({ values }) => JSON.stringify(values)));
  for (let index = trials.length; index < trials.length + maxRepeats; index += 1) {
    const values = pointAt(index);
    if (!used.has(JSON.stringify(values))) return values;
  }
  return undefined;
}

/** A point of TPE that was not tried; where it only comes back to tried ones, the next one at random. */
function freshTpePoint(parameters: readonly Parameter[], seed: number, trials: readonly Trial[]): Values | undefined {
  const used = new Set(trials.map(({ values }) => JSON.stringify(values)));
  const proposed = tpePoint(parameters, seed, trials);
  if (!used.has(JSON.stringify(proposed))) return proposed;
  for (let index = trials.length; index < trials.length + maxRepeats; index += 1) {
    const values = randomPoint(parameters, seed, index);
    if (!used.has(JSON.stringify(values))) return values;
  }
  return undefined;
}
