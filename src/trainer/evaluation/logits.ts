import { gatherBatch, type DataSet, type Split } from '../../data';
import type { CompiledStep } from '../../engine';

export const evaluationBatch = 500;

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
