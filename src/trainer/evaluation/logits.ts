import { gatherBatch, type DataSet, type Split } from '../../data';
import type { CompiledProgram } from '../../engine';

export const evaluationBatch = 500;

/** The logits of every example of a split, [count, classes]. `pause` is awaited before each batch and may throw. */
export async function logitsOf(
  forward: Pick<CompiledProgram, 'run'>,
  data: DataSet,
  split: Split,
  pause: () => Promise<void>,
): Promise<Float32Array> {
  const logits = new Float32Array(split.count * data.classes);
  const order = Int32Array.from({ length: split.count }, (_, index) => index);
  for (let start = 0; start < split.count; start += evaluationBatch) {
    await pause();
    const batch = gatherBatch(data, split, order, start, evaluationBatch);
    const result = (await forward.run({ images: batch.images }))['logits'] ?? new Float32Array();
    logits.set(result.subarray(0, batch.count * data.classes), start * data.classes);
  }
  return logits;
}

/** log softmax of each row of logits [count, classes], in double precision. */
export function logProbabilities(logits: Float32Array, classes: number): Float64Array {
  const logs = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    let largest = -Infinity;
    for (let place = start; place < start + classes; place += 1) largest = Math.max(largest, logits[place] ?? 0);
    let sum = 0;
    for (let place = start; place < start + classes; place += 1) sum += Math.exp((logits[place] ?? 0) - largest);
    const whole = largest + Math.log(sum);
    for (let place = start; place < start + classes; place += 1) logs[place] = (logits[place] ?? 0) - whole;
  }
  return logs;
}

/** log Σ wₖ·softmax(zₖ)/Σ wₖ for each row of several networks' logits [count, classes]: a network of its own at T = 1. */
export function meanOfProbabilities(
  networks: readonly Float32Array[],
  weights: readonly number[],
  classes: number,
): Float32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = new Float64Array(networks[0]?.length ?? 0);
  networks.forEach((logits, network) => {
    const share = (weights[network] ?? 0) / total;
    logProbabilities(logits, classes).forEach((log, place) => {
      mean[place] = (mean[place] ?? 0) + share * Math.exp(log);
    });
  });
  return Float32Array.from(mean, (value) => Math.log(Math.max(value, Number.MIN_VALUE)));
}

/** The class with the largest logit of each row; the first of equal ones. */
export function chosenClasses(logits: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: logits.length / classes }, (_, row) => {
    let chosen = 0;
    for (let place = 1; place < classes; place += 1) {
      if ((logits[row * classes + place] ?? 0) > (logits[row * classes + chosen] ?? 0)) chosen = place;
    }
    return chosen;
  });
}
