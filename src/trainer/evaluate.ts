import { gatherBatch, type DataSet, type Split } from '../data';
import type { CompiledStep } from '../engine';

export const evaluationBatch = 500;

export interface Evaluation {
  readonly accuracy: number;
  readonly errors: number;
  readonly count: number;
  readonly crossEntropy: number;
}

/** The logits of every example of a split, [count, classes]. */
export async function logitsOf(forward: CompiledStep, data: DataSet, split: Split): Promise<Float32Array> {
  const logits = new Float32Array(split.count * data.classes);
  const order = Int32Array.from({ length: split.count }, (_, index) => index);
  for (let start = 0; start < split.count; start += evaluationBatch) {
    const batch = gatherBatch(data, split, order, start, evaluationBatch);
    const result = (await forward.run({ images: batch.images }))['logits'] ?? new Float32Array();
    logits.set(result.subarray(0, batch.count * data.classes), start * data.classes);
  }
  return logits;
}

/** Accuracy and mean cross-entropy of logits [count, classes] against labels. */
export function evaluate(logits: Float32Array, split: Split, classes: number): Evaluation {
  const choices = chosenClasses(logits, classes);
  let errors = 0;
  let crossEntropy = 0;
  split.labels.forEach((label, row) => {
    const values = logits.subarray(row * classes, (row + 1) * classes);
    const largest = values[choices[row] ?? 0] ?? 0;
    const sum = values.reduce((total, value) => total + Math.exp(value - largest), 0);
    crossEntropy += largest + Math.log(sum) - (values[label] ?? 0);
    if (choices[row] !== label) errors += 1;
  });
  const { count } = split;
  return { accuracy: 1 - errors / count, errors, count, crossEntropy: crossEntropy / count };
}

/** The share of examples on which two sets of logits choose the same class. */
export function agreement(left: Float32Array, right: Float32Array, classes: number): number {
  const others = chosenClasses(right, classes);
  const same = chosenClasses(left, classes).filter((choice, row) => choice === others[row]);
  return same.length / others.length;
}

/** log Σ wₖ·softmax(zₖ)/Σ wₖ for each row of several networks' logits [count, classes]: a network of its own at T = 1. */
export function meanOfProbabilities(
  networks: readonly Float32Array[],
  weights: readonly number[],
  classes: number,
): Float32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = new Float32Array(networks[0]?.length ?? 0);
  networks.forEach((logits, network) => {
    const share = (weights[network] ?? 0) / total;
    for (let start = 0; start < logits.length; start += classes) {
      const row = logits.subarray(start, start + classes);
      const largest = row.reduce((most, value) => Math.max(most, value), -Infinity);
      const sum = row.reduce((all, value) => all + Math.exp(value - largest), 0);
      row.forEach(
        (value, place) =>
          (mean[start + place] = (mean[start + place] ?? 0) + (share * Math.exp(value - largest)) / sum),
      );
    }
  });
  return mean.map((value) => Math.log(Math.max(value, 1e-38)));
}

function chosenClasses(logits: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: logits.length / classes }, (_, row) => {
    const values = logits.subarray(row * classes, (row + 1) * classes);
    return values.indexOf(values.reduce((largest, value) => Math.max(largest, value), -Infinity));
  });
}
