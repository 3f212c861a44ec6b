import { readArrayRows, readArraySet, type ArraySplit } from '../../data-sources';
import { splitOfRows } from './rows';
import type { OpenSource, SourceSplit } from './reader';

/** Opens a data set in NumPy arrays. */
export const openArrays: OpenSource<'arrays'> = async (files, options) => {
  const { splits, classes, shape } = await readArraySet(files, options);
  const { train, validation, test } = splits;
  return {
    shape,
    classes,
    train: await openSplit(train),
    ...(validation && { validation: await openSplit(validation) }),
    ...(test && { test: await openSplit(test) }),
  };
};

async function openSplit(split: ArraySplit): Promise<SourceSplit> {
  return splitOfRows(await readArrayRows(split), split.labels);
}
