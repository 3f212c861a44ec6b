import {
  classesOfLabels,
  readIdxFile,
  readIdxSet,
  readSplits,
  type IdxSplit,
  type SplitName,
} from '../../data-sources';
import type { OpenSource, SourceSplit } from './reader';

/** Opens a set in idx files; `expected` are the labels that it must have, when absent those of its training split. */
export function openIdx<Format extends 'mnist' | 'idx'>(expected?: readonly number[]): OpenSource<Format> {
  return async (files) => {
    const { splits, classLabels } = await readIdxSet(files, expected);
    const read = (split: SplitName): Promise<SourceSplit> => openSplit(splits[split] ?? splits.train, classLabels);
    return {
      shape: splits.train.shape,
      classes: classesOfLabels(classLabels),
      ...(await readSplits(files, read)),
    };
  };
}

async function openSplit(
  { imageFile, count, shape, labels }: IdxSplit,
  classLabels: readonly number[],
): Promise<SourceSplit> {
  const { bytes: pixels } = await readIdxFile(imageFile, 3);
  const [height, width, channels] = shape;
  const features = height * width * channels;
  const indexOf = Uint8Array.from({ length: 256 }, (_, label) => Math.max(classLabels.indexOf(label), 0));
  return {
    count,
    labels: new Int32Array(labels).map((label) => indexOf[label] ?? 0),
    gather: (indices) => {
      const rows = new Uint8Array(indices.length * features);
      indices.forEach((index, row) =>
        rows.set(pixels.subarray(index * features, (index + 1) * features), row * features),
      );
      return rows;
    },
    content: [pixels, labels],
  };
}
