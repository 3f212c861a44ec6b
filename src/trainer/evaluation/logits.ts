import { gatherBatch, numbersOf, type DataSet, type Split } from '../../data';
import type { CompiledProgram } from '../../engine';

export const evaluationBatch = 500;

/** Milliseconds of batches between two pauses, each of which asks the file system whether the run was stopped. */
const betweenPausesMs = 100;

/** The logits of every example of a split, [count, classes]. `pause` is awaited before the first batch and each tenth of a second, and may throw. */
export async function logitsOf(
  forward: Pick<CompiledProgram, 'run'>,
  data: DataSet,
  split: Split,
  pause: () => Promise<void>,
): Promise<Float32Array> {
  const logits = new Float32Array(split.count * data.classes);
  const order = Int32Array.from({ length: split.count }, (_, index) => index);
  let pausedAt = -Infinity;
  for (let start = 0; start < split.count; start += evaluationBatch) {
    if (performance.now() - pausedAt > betweenPausesMs) {
      await pause();
      pausedAt = performance.now();
    }
    const images = rowsFrom(data, split, order, start);
    const result = (await forward.run({ images }))['logits'] ?? new Float32Array();
    const count = Math.min(evaluationBatch, split.count - start);
    logits.set(result.subarray(0, count * data.classes), start * data.classes);
  }
  return logits;
}

/** The rows of a batch of an evaluation: those in memory where they lie, if they fill one. */
function rowsFrom(data: DataSet, split: Split, order: Int32Array, start: number): Float32Array {
  const end = start + evaluationBatch;
  const rows = end <= split.count ? numbersOf(split) : undefined;
  if (rows !== undefined) return rows.subarray(start * data.features, end * data.features);
  return gatherBatch(data, split, order, start, evaluationBatch).images;
}

/** Values that follow from logits, which nobody changes: both of an evaluation and of its comparison with a teacher, made once. */
function keptFor<Value>(
  make: (logits: Float32Array, classes: number) => Value,
): (logits: Float32Array, classes: number) => Value {
  const kept = new WeakMap<Float32Array, { readonly classes: number; readonly value: Value }>();
  return (logits, classes) => {
    const known = kept.get(logits);
    if (known?.classes === classes) return known.value;
    const value = make(logits, classes);
    kept.set(logits, { classes, value });
    return value;
  };
}

/** log softmax of each row of logits [count, classes], in double precision. */
export const logProbabilities = keptFor((logits: Float32Array, classes: number): Float64Array => {
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
});

/** Numbers of probabilities up to which they are kept beside their logarithms: 8 MB. */
const maxKept = 1 << 20;

const keptProbabilities = keptFor((logits: Float32Array, classes: number): Float64Array =>
  exponentials(logits, classes),
);

/** softmax of each row of logits [count, classes] that are asked for again, as a teacher's are in each epoch. */
export function probabilitiesOf(logits: Float32Array, classes: number): Float64Array {
  return logits.length > maxKept ? exponentials(logits, classes) : keptProbabilities(logits, classes);
}

function exponentials(logits: Float32Array, classes: number): Float64Array {
  return logProbabilities(logits, classes).map((log) => Math.exp(log));
}

/** The smallest normal number: smaller ones are zeros beside ONNX Runtime. */
const smallest = 2 ** -1022;

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
  // By places: `Float32Array.from` with a function goes through an iterator, which takes ten times as long.
  return new Float32Array(mean.length).map((_, place) => Math.log(Math.max(mean[place] ?? 0, smallest)));
}

/** The class with the largest logit of each row; the first of equal ones. */
export const chosenClasses = keptFor((logits: Float32Array, classes: number): Int32Array => {
  const choices = new Int32Array(logits.length / classes);
  for (let row = 0; row < choices.length; row += 1) {
    let chosen = 0;
    for (let place = 1; place < classes; place += 1) {
      if ((logits[row * classes + place] ?? 0) > (logits[row * classes + chosen] ?? 0)) chosen = place;
    }
    choices[row] = chosen;
  }
  return choices;
});
