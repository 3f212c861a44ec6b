import type { ResolvedConfig } from '../config';
import { DataFault, indexOfClass, type WrittenClass } from '../data-sources';
import type { DataSet } from './dataset';
import { shuffledIndices, streams } from '../random';

/** Training examples that a network learns from. */
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

/** The student's part of the training split. Throws an error that names the setting when nothing is left. */
export function transferSet(data: DataSet, options: ResolvedConfig['transfer']): TransferSet {
  const whole = wholeSet(data);
  if (options === undefined) return whole;
  const { labelFraction } = options;
  const leaveOut = classesIn(data, options.leaveOut ?? [], 'transfer.leaveOut');
  const keep = options.keep && classesIn(data, options.keep, 'transfer.keep');
  const { labels } = data.train;
  const indices = whole.indices.filter((index) => {
    const label = labels[index] ?? 0;
    return !leaveOut.includes(label) && (keep === undefined || keep.includes(label));
  });
  if (indices.length === 0) {
    throw new DataFault('transfer: leaveOut and keep leave no training example', 'name fewer classes in leaveOut');
  }
  return labelFraction === 1 ? { indices } : { indices, hasLabel: labelled(data, indices, labelFraction) };
}

/**
 * Indices of the classes that a setting names. Throws a DataFault where the data has no such class; `setting` is the name of
 * the setting for messages.
 */
export function classesIn({ classList }: DataSet, written: readonly WrittenClass[], setting: string): number[] {
  return written.map((one) => {
    const index = indexOfClass(one, classList);
    if (index !== undefined) return index;
    const known = classList.slice(0, 12).map(({ name }) => name);
    const more = classList.length > known.length ? ', …' : '';
    throw new DataFault(`${setting}: the data has no class ${one}`, `write one of ${known.join(', ')}${more}`);
  });
}

/** Marks a share of each class, one example at least, chosen by a fixed seed. */
function labelled({ train, classes }: DataSet, indices: Int32Array, fraction: number): Uint8Array {
  const counts = new Array<number>(classes).fill(0);
  for (const index of indices) counts[train.labels[index] ?? 0] = (counts[train.labels[index] ?? 0] ?? 0) + 1;
  const left = counts.map((count) => Math.ceil(count * fraction));
  const marks = new Uint8Array(train.count);
  for (const place of shuffledIndices(indices.length, streams.labels)) {
    const index = indices[place] ?? 0;
    const label = train.labels[index] ?? 0;
    if ((left[label] ?? 0) <= 0) continue;
    left[label] = (left[label] ?? 0) - 1;
    marks[index] = 1;
  }
  return marks;
}
