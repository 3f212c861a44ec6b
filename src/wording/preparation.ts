import { formatEstimate } from './durations';
import { formatCount, formatCountOf } from './numbers';

/** Examples that are decoded before a training. */
export interface PreparationDone {
  readonly done: number;
  readonly total: number;
  /** Estimate of the seconds that are left; absent where there is none yet. */
  readonly secondsLeft?: number | undefined;
}

/** Progress of decoding in words: `reading the data, 3,200 of 10,000 examples, about 12 s left`. */
export function formatPreparation({ done, total, secondsLeft }: PreparationDone): string {
  const left = secondsLeft === undefined || done >= total ? '' : `, about ${formatEstimate(secondsLeft)} left`;
  return `reading the data, ${formatCount(done)} of ${formatCountOf(total, 'example')}${left}`;
}

const barLength = 20;

/** A bar of blocks for a share of 0 to 1, such as `█████░░░░░░░░░░░░░░░`. */
export function formatBar(share: number): string {
  const filled = Math.round(barLength * Math.min(Math.max(share, 0), 1));
  return '█'.repeat(filled) + '░'.repeat(barLength - filled);
}
