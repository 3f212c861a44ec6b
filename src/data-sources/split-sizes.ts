import { countOfPart } from './fields';
import type { DataOptions } from './catalogue';
import type { DataFacts } from './facts';

/** Examples of each split. */
export interface SplitSizes {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** Sizes of the splits once a config's parts are cut off; `train` is what is left, before a limit, and 0 or less where nothing is. */
export function splitSizes(options: DataOptions, { train, validation, test }: DataFacts['splits']): SplitSizes {
  const part = 'test' in options ? options.test : undefined;
  // A part that lies elsewhere is a split of the source; until it has been looked at, its size is not known.
  const cut = (one: number | string | undefined): number =>
    typeof one === 'number' ? countOfPart(one, train.count) : 0;
  const cutTest = test === undefined ? cut(part) : 0;
  const cutValidation = validation === undefined ? cut(options.validation) : 0;
  return {
    train: train.count - cutValidation - cutTest,
    validation: validation?.count ?? cutValidation,
    test: test?.count ?? cutTest,
  };
}
