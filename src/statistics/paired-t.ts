import { studentCritical, studentTwoSided } from './distributions';
import { meanAndDeviation, type MeanAndDeviation } from './spread';

/** The mean of paired differences, with Student's interval and p. */
export interface PairedT extends MeanAndDeviation {
  readonly count: number;
  /** Half the width of the interval around the mean. */
  readonly halfWidth: number;
  /** Two-sided, of no difference; 1 where all differences are 0. */
  readonly p: number;
}

/** The paired t test of differences, two at least, with an interval of a confidence such as 0.95. Throws a RangeError for fewer. */
export function pairedT(differences: readonly number[], confidence = 0.95): PairedT {
  const count = differences.length;
  if (count < 2) throw new RangeError(`a paired t test needs 2 pairs, not ${count}`);
  const { mean, deviation } = meanAndDeviation(differences);
  const error = deviation / Math.sqrt(count);
  const p = mean === 0 ? 1 : studentTwoSided(mean / error, count - 1);
  return { count, mean, deviation, halfWidth: halfWidthOf({ deviation, count }, confidence), p };
}

/** Half the width of Student's interval around the mean of `count` values, two at least, of a sample standard deviation. */
export function halfWidthOf({ deviation, count }: Pick<PairedT, 'deviation' | 'count'>, confidence = 0.95): number {
  return (studentCritical(1 - confidence, count - 1) * deviation) / Math.sqrt(count);
}

/** Above so many pairs nobody will make them. */
const maxPairs = 10_000;

/**
 * The pairs, `from` at least, with which the interval would no longer hold 0 if mean and spread stayed as they are; undefined
 * above 10,000.
 */
export function pairsNeeded({ mean, deviation }: PairedT, from: number, confidence = 0.95): number | undefined {
  // The interval holds 0 as long as the p of the mean is no smaller than the share outside of it.
  const excludes = (count: number): boolean =>
    mean !== 0 && studentTwoSided((mean / deviation) * Math.sqrt(count), count - 1) < 1 - confidence;
  if (!excludes(maxPairs)) return undefined;
  let [low, high] = [Math.max(2, from) - 1, maxPairs];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (excludes(middle)) high = middle;
    else low = middle;
  }
  return high;
}
