import { holm } from './holm';
import { pairedT, pairsNeeded, type PairedT } from './paired-t';
import { signFlipP } from './sign-flip';

/** Significance level: share of experiments without an effect that may be judged to have one. */
const level = 0.05;

/** The word of a verdict; `cannot-tell` is all there is below `minPairs`. */
export type Judgement = 'helps' | 'hurts' | 'no-worse' | 'cannot-tell';

/** One setting as it was judged over its pairs. */
export interface Judged {
  readonly judgement: Judgement;
  /** Undefined below two pairs. */
  readonly test: PairedT | undefined;
  /** P of the paired t test, adjusted for all settings that are judged. */
  readonly p: number;
  readonly signFlip: number | undefined;
  /** Pairs that gained, and those that neither gained nor lost. */
  readonly wins: number;
  readonly ties: number;
  /** Missing pairs of an open verdict; undefined where no number of pairs would decide it. */
  readonly morePairs: number | undefined;
}

/** Minimum number of pairs for a verdict on one of several settings: below it the smallest sign-flip p, 2^(1 − n), times settings is above 0.05. */
export function minPairs(settings = 1): number {
  return Math.ceil(1 - Math.log2(level / settings));
}

/**
 * Judges settings, each by the gains of its pairs: positive where the run did better than its control. The paired t test
 * decides, at 0.05 after Holm's correction over the settings; with a margin, a setting whose interval stays above −margin is no
 * worse than that.
 */
export function judge(gains: readonly (readonly number[])[], margin?: number): Judged[] {
  const tests = gains.map((of) => (of.length < 2 ? undefined : pairedT(of)));
  const adjusted = holm(tests.map((test) => test?.p ?? 1));
  const needed = minPairs(gains.length);
  return gains.map((of, index) => {
    const test = tests[index];
    const p = adjusted[index] ?? 1;
    const judgement = of.length < needed ? 'cannot-tell' : judgementOf(test, p, margin);
    return {
      ...{ judgement, test, p, signFlip: of.length === 0 ? undefined : signFlipP(of) },
      wins: of.filter((gain) => gain > 0).length,
      ties: of.filter((gain) => gain === 0).length,
      morePairs: judgement === 'cannot-tell' ? missingPairs(of.length, needed, test) : undefined,
    };
  });
}

function judgementOf(test: PairedT | undefined, p: number, margin: number | undefined): Judgement {
  if (test === undefined) return 'cannot-tell';
  if (p < level) return test.mean > 0 ? 'helps' : 'hurts';
  return margin !== undefined && test.mean - test.halfWidth > -margin ? 'no-worse' : 'cannot-tell';
}

function missingPairs(count: number, needed: number, test: PairedT | undefined): number | undefined {
  if (test === undefined) return needed - count;
  const total = pairsNeeded(test, needed);
  return total === undefined ? undefined : Math.max(total, count + 1) - count;
}
