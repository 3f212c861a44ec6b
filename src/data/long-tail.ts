import { DataFault, type DataClass } from '../data-sources';

/**
 * Of each class c the first n·ratio^(−c/(classes − 1)) examples, n the mean number of a class: the exponential profile of
 * Cui et al. 2019, arXiv:1901.05555. Throws a DataFault when a class would be left without an example.
 */
export function longTailed(
  indices: Int32Array,
  labels: Int32Array,
  classes: readonly DataClass[],
  ratio: number,
): Int32Array {
  const left = classes.map(({ name }, index) => {
    const count = Math.floor((indices.length / classes.length) * ratio ** (-index / (classes.length - 1)));
    if (count > 0) return count;
    throw new DataFault(
      `data.imbalance: a ratio of ${ratio} leaves no example of class ${name} of ${indices.length}`,
      'lower it',
    );
  });
  return indices.filter((index) => {
    const label = labels[index] ?? 0;
    left[label] = (left[label] ?? 0) - 1;
    return (left[label] ?? 0) >= 0;
  });
}
