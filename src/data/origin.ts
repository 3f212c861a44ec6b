import type { DataSplits, SplitName } from '../data-sources';

/** Examples of a split as their files have them: the split of the source, and the places there. */
export interface Origin {
  readonly split: SplitName;
  readonly places: Int32Array;
}

/** The source of a data set before anything was cut, for what lies beside its files. */
export interface SourceOrder {
  /** Examples of each split. */
  readonly counts: DataSplits<number>;
  /** Values of a column of all rows, in the order of the files; absent where examples have no columns with names. */
  readonly keysOf?: (column: string) => Promise<DataSplits<readonly string[]>>;
}
