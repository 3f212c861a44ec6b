import { LogFollower, type RunEvent } from '../runs';
import { directionOf, goalValue, type Curve, type SweepOptions } from '../sweeps';

/** Highest number of epochs of a curve, which takes some megabytes. */
const maxEpochs = 1_000_000;

/** A run's results on the validation split by epoch, read on from where its log was read to. */
export class CurveReader {
  private readonly log: LogFollower;
  private scores: (number | undefined)[] = [];

  constructor(
    runFolder: string,
    private readonly goal: SweepOptions['goal'],
  ) {
    this.log = new LogFollower(runFolder, []);
  }

  /**
   * The scores by the goal as they stand, by epoch, from 1; less is better.
   * @param epochs of the run's training: a log that came with a clone may name any epoch, and those beyond count for nothing
   */
  read(epochs: number): Curve {
    for (let piece = this.log.read(); piece !== undefined; piece = this.log.read()) {
      if (piece.isAnew) this.scores = [];
      for (const event of piece.events) this.add(event, Math.min(epochs, maxEpochs));
    }
    return Array.from(this.scores, (score) => score);
  }

  private add(event: RunEvent, epochs: number): void {
    if (event.type !== 'evaluation' || event.phase !== 'student' || event.split !== 'validation') return;
    const epoch = Math.round(event.epoch);
    if (epoch < 1 || epoch > epochs) return;
    const value = goalValue(event, this.goal.metric);
    this.scores[epoch - 1] = value === undefined ? undefined : signed(value, this.goal);
  }
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
