import { readEvents } from '../runs';
import { directionOf, goalValue, type Curve, type SweepOptions } from '../sweeps';

/** Highest number of epochs of a curve, which takes some megabytes. */
const maxEpochs = 1_000_000;

/**
 * A run's results on the validation split by epoch, from 1: scores by the goal, of which less is better.
 * @param epochs of the run's training: a log that came with a clone may name any epoch, and those beyond count for nothing
 */
export function readCurve(runFolder: string, goal: SweepOptions['goal'], epochs: number): Curve {
  const curve: (number | undefined)[] = [];
  for (const event of readEvents(runFolder).events) {
    if (event.type !== 'evaluation' || event.phase !== 'student' || event.split !== 'validation') continue;
    const epoch = Math.round(event.epoch);
    if (epoch < 1 || epoch > Math.min(epochs, maxEpochs)) continue;
    const value = goalValue(event, goal.metric);
    curve[epoch - 1] = value === undefined ? undefined : signed(value, goal);
  }
  return Array.from(curve, (score) => score);
}

/** The mean of numbers; undefined where one is missing, or without any. */
export function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.flatMap((value) => value ?? []);
  if (known.length < Math.max(1, values.length)) return undefined;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** The value of a metric from a score. */
export function valueOfScore(score: number, goal: SweepOptions['goal']): number {
  return signed(score, goal);
}

const signed = (value: number, goal: SweepOptions['goal']): number => (directionOf(goal) === 'max' ? -value : value);
