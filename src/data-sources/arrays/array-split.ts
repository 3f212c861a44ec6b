import type { ExampleShape } from './layout';
import type { NpyHeader } from './npy-header';
import type { StoredArray } from './stored-array';

/** A split in arrays, its examples not yet read. */
export interface ArraySplit {
  readonly examples: StoredArray;
  readonly header: NpyHeader;
  readonly shape: ExampleShape;
  readonly count: number;
  /** Index of each example's class. */
  readonly labels: Int32Array;
}
