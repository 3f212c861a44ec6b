import { fairBinomial } from './distributions';

/**
 * The two-sided mid-p of McNemar's exact test, by the counts of examples that only the one and only the other classifier gets
 * right: 2·P(X ≤ min) − P(X = min) with X binomial over `one + other` even chances (Fagerland, Lydersen and Laake 2013). 1
 * where no example tells them apart. Throws a RangeError when a count is none.
 */
export function mcnemarMidP(one: number, other: number): number {
  for (const count of [one, other]) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is no count of examples`);
  }
  if (one + other === 0) return 1;
  const { probability, cumulative } = fairBinomial(Math.min(one, other), one + other);
  return Math.min(1, 2 * cumulative - probability);
}
