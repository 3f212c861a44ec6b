import type { ResolvedConfig } from '../config';
import type { DataSet } from './dataset';
import { shuffledIndices } from './random';

/** Which training examples a network learns from. */
export interface TransferSet {
  /** Their places in the training split. */
  readonly indices: Int32Array;
  /** For each place in the training split, 1 where the label may be learnt from; absent where all may. */
  readonly hasLabel?: Uint8Array;
}

/** All training examples with their labels. */
export function wholeSet({ train }: DataSet): TransferSet {
  return { indices: Int32Array.from({ length: train.count }, (_, index) => index) };
}

/** Fixed, so that all students of a config know the same labels. */
const labelSeed = 20150331;

/** The student's part of the training split. Throws an error that names the setting when nothing is left. */
export function transferSet(data: DataSet, options: ResolvedConfig['transfer']): TransferSet {
  const whole = wholeSet(data);
  if (options === undefined) return whole;
  const { leaveOut = [], keep, labelFraction } = options;
  const { labels } = data.train;
  const indices = whole.indices.filter((index) => {
    const label = labels[index] ?? 0;
    return !leaveOut.includes(label) && (keep === undefined || keep.includes(label));
  });
  if (indices.length === 0) {
    throw new Error('transfer: leaveOut and keep leave no training example; name fewer classes in leaveOut');
  }
  return labelFraction === 1 ? { indices } : { indices, hasLabel: labelled(data, indices, labelFraction) };
}

/** Marks a share of each class, one example at least, chosen by a fixed seed. */
function labelled({ train, classes }: DataSet, indices: Int32Array, fraction: number): Uint8Array {
  const counts = new Array<number>(classes).fill(0);
  for (const index of indices) counts[train.labels[index] ?? 0] = (counts[train.labels[index] ?? 0] ?? 0) + 1;
  const left = counts.map((count) => Math.ceil(count * fraction));
  const marks = new Uint8Array(train.count);
  for (const place of shuffledIndices(indices.length, labelSeed)) {
    const index = indices[place] ?? 0;
    const label = train.labels[index] ?? 0;
    if ((left[label] ?? 0) <= 0) continue;
    left[label] = (left[label] ?? 0) - 1;
    marks[index] = 1;
  }
  return marks;
}
