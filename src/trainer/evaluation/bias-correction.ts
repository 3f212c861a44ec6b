import type { Split } from '../../data';

const bisections = 60;
/** No bias is moved farther than this. */
const farthest = 50;

/**
 * The number to add to the logits of some classes so that their mean probability over a split is their share of its labels:
 * where the negative log-likelihood, which is convex in it, is least. `logits` are [count, classes].
 */
export function biasShift(
  logits: Float32Array,
  { labels, count }: Split,
  classes: number,
  chosen: readonly number[],
): number {
  const share = labels.reduce((sum, label) => sum + (chosen.includes(label) ? 1 : 0), 0) / count;
  const odds = chosenOdds(logits, classes, chosen);
  // Moving the logits by b adds b to the log-odds of the chosen classes against the others.
  const mean = (shift: number): number =>
    odds.reduce((sum, value) => sum + 1 / (1 + Math.exp(-(value + shift))), 0) / count;
  let [low, high] = [-farthest, farthest];
  for (let turn = 0; turn < bisections; turn += 1) {
    const middle = (low + high) / 2;
    if (mean(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** log Σ exp of the chosen classes' logits less that of the others', for each row. */
function chosenOdds(logits: Float32Array, classes: number, chosen: readonly number[]): Float64Array {
  return Float64Array.from({ length: logits.length / classes }, (_, row) => {
    const sums = [-Infinity, -Infinity];
    for (let label = 0; label < classes; label += 1) {
      const side = chosen.includes(label) ? 0 : 1;
      sums[side] = logAddExp(sums[side] ?? -Infinity, logits[row * classes + label] ?? 0);
    }
    return (sums[0] ?? 0) - (sums[1] ?? 0);
  });
}

function logAddExp(one: number, other: number): number {
  const most = Math.max(one, other);
  return most === -Infinity ? most : most + Math.log(Math.exp(one - most) + Math.exp(other - most));
}
