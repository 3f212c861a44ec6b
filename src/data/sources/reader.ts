import type { DataClass, DataFile } from '../../data-sources';
import type { ImageShape } from '../augment';

/** A data set as its files have it, before anything is cut off. */
export interface SourceData {
  /** Of one example. */
  readonly shape: ImageShape;
  /** In the order of a network's outputs. */
  readonly classes: readonly DataClass[];
  readonly train: SourceSplit;
  readonly validation?: SourceSplit;
  readonly test?: SourceSplit;
}

/** Examples of a split, by index. */
export interface SourceSplit {
  readonly count: number;
  /** Index of each example's class, [count]. */
  readonly labels: Int32Array;
  /** Rows of the examples at `indices`, [indices, features]: bytes of 0…255, or numbers as they are. */
  gather(indices: Int32Array): Uint8Array | Float32Array;
  /** All rows and labels as the files have them, for a hash of the content. */
  readonly content: readonly Uint8Array[];
}

/** Opens the files of a format. Throws a DataFault that names the file where it cannot be read. */
export type OpenSource = (files: readonly DataFile[]) => Promise<SourceData>;
