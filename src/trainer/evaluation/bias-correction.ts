import type { Variable } from '@tensorflow/tfjs-core';
import type { Split } from '../../data';
import type { Context } from '../context/context';
import { TrainingFailure } from '../context/failure';
import type { Evaluator } from './evaluator';

const bisections = 60;
/** Bound of the search for a shift, in logits. */
export const maxShift = 50;

/**
 * Moves the output biases of some classes to fit their share of the validation split; gives the shift.
 * @param bias the output layer's, [classes]. Throws a TrainingFailure where there is none, or no example of the classes.
 */
export async function correctOutputBias(
  { data, engine }: Context,
  evaluator: Evaluator,
  bias: Variable | undefined,
  classes: readonly number[],
): Promise<number> {
  if (!data.validation.labels.some((label) => classes.includes(label))) {
    throw new TrainingFailure(
      `no validation example is of class ${classes.map((index) => data.classList[index]?.name ?? String(index)).join(' or ')}, so its bias cannot be chosen`,
      'raise data.validation, or remove evaluation.biasCorrection',
    );
  }
  const shift = biasShift(await evaluator.logitsOf(data.validation), data.validation, data.classes, classes);
  if (bias === undefined) {
    throw new TrainingFailure(
      'the student’s last layer adds no bias to its logits, so there is none to correct',
      'remove evaluation.biasCorrection, or end the network in a dense layer with a bias',
    );
  }
  const values = await engine.read(bias);
  await engine.write(
    bias,
    values.map((value, label) => (classes.includes(label) ? value + shift : value)),
  );
  return shift;
}

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
  let [low, high] = [-maxShift, maxShift];
  for (let round = 0; round < bisections; round += 1) {
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
  const max = Math.max(one, other);
  return max === -Infinity ? max : max + Math.log(Math.exp(one - max) + Math.exp(other - max));
}
