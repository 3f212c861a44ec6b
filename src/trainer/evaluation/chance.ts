import { binomialTail } from '../../statistics';
import type { Evaluation } from '../../runs';

/** Probability with which a network that guesses would do as well, above which it counts as one that guesses. */
const level = 0.01;

/** True of a result that guessing among classes reaches in more than one of a hundred tries, or that is below it. */
export function isAtChance({ errors, count }: Pick<Evaluation, 'errors' | 'count'>, classes: number): boolean {
  return binomialTail(count - errors, count, 1 / classes) > level;
}
