/** The classes of long-tailed data: the third with most training examples, that with fewest, and those between. */
export interface FrequencyParts {
  readonly head: readonly number[];
  readonly middle: readonly number[];
  readonly tail: readonly number[];
}

/** Data whose largest class has at least this many times the examples of its smallest is long-tailed. */
const longTailedFrom = 2;

/**
 * Cuts the classes into thirds by their training examples; undefined where the data is not long-tailed, or has fewer than
 * three classes. Liu et al. 2019 (Large-Scale Long-Tailed Recognition) cut at 100 and 20 examples, which a small or a
 * large data set may never cross; thirds fit every size. What three does not divide goes to the middle.
 */
export function frequencyParts(classCounts: readonly number[]): FrequencyParts | undefined {
  if (classCounts.length < 3) return undefined;
  if (Math.max(...classCounts) < longTailedFrom * Math.min(...classCounts)) return undefined;
  const countOf = (one: number): number => classCounts[one] ?? 0;
  const order = classCounts.map((_, one) => one).sort((a, b) => countOf(b) - countOf(a) || a - b);
  const third = Math.floor(order.length / 3);
  return { head: order.slice(0, third), middle: order.slice(third, -third), tail: order.slice(-third) };
}
