import type { SelectionHashes } from '../../runs';
import type { RawRows } from '../dataset';
import type { CodeFile } from '../origin';
import type { RedrawRows } from '../rows';
import type { Preparation } from './preparation';
import type { DataClass, DataFile, DataOptions, DataSplits } from '../../data-sources';

/** A data set as its files have it, before anything is cut off. */
export interface SourceData extends DataSplits<SourceSplit> {
  /** Of one example: height, width and channels of an image, else the number of its columns. */
  readonly shape: readonly number[];
  /** Rows as they are kept, where that is larger than `shape`. */
  readonly rawRows?: RawRows;
  /** Values of a column of all rows, in the order of the files; absent where examples have no columns with names. */
  readonly keysOf?: (column: string) => Promise<DataSplits<readonly string[]>>;
  /** In the order of a network's outputs. */
  readonly classes: readonly DataClass[];
  /** Names of the columns, one for each number of an example; absent where they have none. */
  readonly columnNames?: readonly string[];
  /** For each column 1 where it is 0 or 1 by its meaning, so that `normalize: auto` leaves it; absent where none is. */
  readonly indicators?: Uint8Array;
  /** The user's own code that made it; absent for data in files. */
  readonly code?: readonly CodeFile[];
  /** Ends what reads examples while a training goes on; absent where nothing does. */
  readonly close?: () => Promise<void>;
  /** NaN in a row is a missing number, which becomes the mean of its column over the training split. */
  readonly fillsMissing?: boolean;
}

/** Examples of a split, by index. */
export interface SourceSplit {
  readonly count: number;
  /** Index of each example's class, [count]. */
  readonly labels: Int32Array;
  /** Rows of the examples at `indices`, [indices, features]: bytes of 0…255, or numbers as they are. */
  readonly gather: (indices: Int32Array) => Uint8Array | Float32Array;
  /** Rows before they were brought to the student's size; absent where they are kept at it. */
  readonly raw?: (indices: Int32Array) => Uint8Array | Float32Array;
  /** Place of each example in the split of the files; absent where all are there in their order. */
  readonly places?: Int32Array;
  /** Begins to read the rows that a coming `gather` asks for; absent where they are in memory. */
  readonly prefetch?: (indices: Int32Array) => void;
  /** All rows and labels as the files have them, for a hash of the content. */
  readonly content: readonly Uint8Array[];
  /** Whether rows are read from a file at each `gather`, so that a split need not fit into memory. */
  readonly isStored?: boolean;
  /** Reads rows anew, as an epoch sees them; absent where they are the same in each. */
  readonly redraw?: RedrawRows;
  /** Kept identities of choices of these rows; absent where they are always made anew. */
  readonly identities?: SelectionHashes;
}

/**
 * Opens the files of a format, with the settings of that format; what takes long is made ready once and kept. Throws a DataFault that names the file where it cannot be
 * read.
 */
export type OpenSource<Format extends DataOptions['format'] = DataOptions['format']> = (
  files: readonly DataFile[],
  options: Extract<DataOptions, { readonly format: Format }>,
  preparation: Preparation,
) => Promise<SourceData>;
