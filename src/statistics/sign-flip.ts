/** Two halves of so many sign patterns each, 2²⁰, are held at once. */
const maxPairs = 40;

/**
 * The exact two-sided p of the sign-flip test: the share of all 2ⁿ choices of signs whose sum lies as far from 0 as the observed
 * one, or further. Undefined above 40 pairs, where it says no more than the t test.
 */
export function signFlipP(differences: readonly number[]): number | undefined {
  if (differences.length > maxPairs) return undefined;
  const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0));
  const scale = differences.reduce((sum, value) => sum + Math.abs(value), 0);
  // Sums in another order differ in their last digits.
  const bound = observed - 1e-12 * scale;
  const middle = Math.ceil(differences.length / 2);
  const left = sumsOf(differences.slice(0, middle));
  const right = sumsOf(differences.slice(middle));
  return (countAtLeast(left, right, bound) + countAtMost(left, right, -bound)) / (left.length * right.length);
}

/** The sums of all choices of signs, ascending. */
function sumsOf(values: readonly number[]): Float64Array {
  let sums: Float64Array = Float64Array.of(0);
  for (const value of values) {
    const next = new Float64Array(sums.length * 2);
    for (const [index, sum] of sums.entries()) {
      next[index] = sum - value;
      next[sums.length + index] = sum + value;
    }
    sums = next;
  }
  return sums.sort();
}

/** The pairs of a number of each list, both ascending, with a sum of at least `bound`, where it is positive. */
function countAtLeast(left: Float64Array, right: Float64Array, bound: number): number {
  if (bound <= 0) return left.length * right.length;
  let count = 0;
  let start = right.length;
  for (const value of left) {
    while (start > 0 && value + (right[start - 1] ?? 0) >= bound) start -= 1;
    count += right.length - start;
  }
  return count;
}

/** The pairs of a number of each list, both ascending, with a sum of at most `bound`, where it is negative. */
function countAtMost(left: Float64Array, right: Float64Array, bound: number): number {
  if (bound >= 0) return 0;
  let count = 0;
  let end = right.length;
  for (const value of left) {
    while (end > 0 && value + (right[end - 1] ?? 0) > bound) end -= 1;
    count += end;
  }
  return count;
}
