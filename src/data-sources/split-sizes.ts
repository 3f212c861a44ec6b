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
  const cutTest = test !== undefined || part === undefined ? 0 : countOfPart(part, train.count);
  const cutValidation = validation === undefined ? countOfPart(options.validation, train.count) : 0;
  return {
    train: train.count - cutValidation - cutTest,
    validation: validation?.count ?? cutValidation,
    test: test?.count ?? cutTest,
  };
}
