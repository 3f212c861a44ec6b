import { rawOf, rowsBefore, type DataSet, type Split } from '../dataset';
import type { View } from './view';
import { sha256Of } from '../../runs';

/**
 * The data set as a network of another view sees it; its labels and splits are the same.
 * @param name differs for each view of a data set, so that kept answers of another one are not taken
 */
export function seenBy(data: DataSet, view: View, name: string): DataSet {
  const seen = (split: Split): Split => {
    const raw = (indices: Int32Array): Uint8Array | Float32Array => rowsBefore(data, split, indices);
    return { ...split, raw, images: { read: (indices, to) => to.set(view.apply(raw(indices))) } };
  };
  return {
    ...data,
    normalization: undefined,
    raw: rawOf(data),
    ...{ shape: view.shape, features: view.features },
    ...{ train: seen(data.train), validation: seen(data.validation), test: seen(data.test) },
    hash: sha256Of(`${data.hash} ${name}`),
  };
}
