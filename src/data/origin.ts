import type { DataClass, DataSplits, SplitName } from '../data-sources';

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

/** A file of code, as it was read. */
export interface CodeFile {
  /** Path as a config has it. */
  readonly path: string;
  /** In hex. */
  readonly sha256: string;
}

/** Data sets as the user's own code has made them, before classes were chosen and splits were cut. */
export interface MadeData {
  readonly files: readonly CodeFile[];
  readonly classes: readonly DataClass[];
}
