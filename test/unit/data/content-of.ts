import { numbersOf, type DataSet, type Split } from '../../../src/data';

/** All that a data set holds, with the rows behind its functions. */
export function contentOf(data: DataSet): object {
  const splitOf = (split: Split): object => ({
    ...split,
    images: numbersOf(split) ?? split.images,
    raw: split.raw?.(Int32Array.from({ length: split.count }, (_, index) => index)),
  });
  return { ...data, train: splitOf(data.train), validation: splitOf(data.validation), test: splitOf(data.test) };
}
