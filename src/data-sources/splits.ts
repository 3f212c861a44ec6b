/** Splits that data may come with, in the order in which they are read. */
export const splitNames = ['train', 'validation', 'test'] as const;

export type SplitName = (typeof splitNames)[number];

/** A value for each split that data comes with; the training split is always there. */
export interface DataSplits<Value> {
  readonly train: Value;
  readonly validation?: Value;
  readonly test?: Value;
}

/** Reads the training split, and the others that there are files for: roles of files begin with the name of their split. */
export async function readSplits<Value>(
  files: readonly { readonly role: string }[],
  read: (split: SplitName) => Promise<Value>,
): Promise<DataSplits<Value>> {
  const isThere = (split: SplitName): boolean => files.some(({ role }) => role.startsWith(split));
  const train = await read('train');
  const validation = isThere('validation') ? await read('validation') : undefined;
  const test = isThere('test') ? await read('test') : undefined;
  return splitsOf(train, validation, test);
}

/** The splits in the order of their names; those that the data does not come with are left out. */
export function listSplits<Value>({ train, validation, test }: DataSplits<Value>): Value[] {
  return [train, ...(validation === undefined ? [] : [validation]), ...(test === undefined ? [] : [test])];
}

/** The same splits with another value for each. */
export function mapSplits<Value, Result>(
  { train, validation, test }: DataSplits<Value>,
  change: (value: Value) => Result,
): DataSplits<Result> {
  return splitsOf(change(train), validation && change(validation), test && change(test));
}

function splitsOf<Value>(train: Value, validation: Value | undefined, test: Value | undefined): DataSplits<Value> {
  return {
    train,
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
  };
}
