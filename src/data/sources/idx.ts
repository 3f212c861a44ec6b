import { classesOfLabels, readIdxFile, readIdxSet, type IdxSplit } from '../../data-sources';
import type { OpenSource, SourceSplit } from './reader';

/** Opens a set in idx files; `expected` are the labels that it must have, when absent those of its training split. */
export function openIdx(expected?: readonly number[]): OpenSource {
  return async (files) => {
    const { train, test, classLabels } = await readIdxSet(files, expected);
    return {
      shape: train.shape,
      classes: classesOfLabels(classLabels),
      train: await openSplit(train, classLabels),
      ...(test === undefined ? {} : { test: await openSplit(test, classLabels) }),
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
    labels: Int32Array.from(labels, (label) => indexOf[label] ?? 0),
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
