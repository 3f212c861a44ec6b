import { DataFault, type DataClass } from '../data-sources';
import type { Augment } from '../augmentation';
import type { ImageShape } from './augment';
import type { MadeData, Origin, SourceOrder } from './origin';
import { denormalize, type Normalization } from './normalize';
import { pick, type GatherRows, type RedrawRows, type Rows } from './rows';

/** Examples: rows [count, features], images in 0 … 1 unless they are normalized, and one label each. */
export interface Split {
  readonly count: number;
  /** In memory as numbers, or where those would take too much read by index. */
  readonly images: Float32Array | Rows;
  readonly labels: Int32Array;
  /** Rows as they are kept, [indices, …raw shape]; absent where `images` were made otherwise than by a source. */
  readonly raw?: GatherRows;
  /** Reads rows anew, as an epoch of a training sees them; absent where they are the same in each. */
  readonly redraw?: RedrawRows;
  /** Places of the examples in the files; absent where they come from none. */
  readonly origin?: Origin;
}

/** Pictures before a network's own size and normalization. */
export interface RawRows {
  readonly shape: readonly number[];
  /** Filter of a resize. */
  readonly interpolation: 'bilinear' | 'bicubic';
}

/** Whether networks that learn see other numbers of an example in each epoch. */
export function changesExamples({ augment, train }: Pick<DataSet, 'augment' | 'train'>): boolean {
  return augment !== undefined || train.redraw !== undefined;
}

export interface DataSet {
  /** Of one example: height, width and channels of an image, else the number of its columns; its product is `features`. */
  readonly shape: readonly number[];
  readonly features: number;
  /** The source before anything was cut. */
  readonly source?: SourceOrder;
  /** Rows as they are kept, where a network looks at larger ones than the student. */
  readonly raw?: RawRows;
  /** Divisor of the source's numbers: 255 for the bytes of images, else 1. */
  readonly unit: 1 | 255;
  /** Changes of the training images by chance, anew in each epoch; absent where they stay as they are. */
  readonly augment?: Augment;
  /** The user's own code that made the data, and all that it gave; absent for data in files. */
  readonly made?: MadeData;
  /** Ends what reads examples while a training goes on; absent where nothing does. */
  readonly close?: () => Promise<void>;
  /** Names of the columns where the data is a table. */
  readonly columnNames?: readonly string[];
  /** Mean of each column over the training split, which stands in place of missing numbers; absent where none may miss. */
  readonly fill?: readonly number[];
  readonly classes: number;
  /** Names and labels of the classes, in the order of a network's outputs. */
  readonly classList: readonly DataClass[];
  readonly train: Split;
  readonly validation: Split;
  readonly test: Split;
  /** Training examples of each class. */
  readonly classCounts: readonly number[];
  /** Content of each split, as it is used. */
  readonly identity: Readonly<Record<'train' | 'validation' | 'test', SplitIdentity>>;
  /** The means and deviations that rows were normalized by; absent where they were not. */
  readonly normalization?: Normalization | undefined;
  /** SHA-256 of all examples of the source and of how they were split, in hex. */
  readonly hash: string;
  /** SHA-256 of the files' paths, sizes and times of change, in hex; absent where the set comes from no files. */
  readonly stamp?: string;
}

/** Height, width and channels of the data's images. Throws a DataFault where its examples are none. */
export function imageShapeOf({ shape: [height, width, channels] }: DataSet): ImageShape {
  if (height !== undefined && width !== undefined && channels !== undefined) return [height, width, channels];
  throw new DataFault('augment changes pictures, and the data has columns', 'remove augment');
}

/** Content of a split: SHA-256 of its rows as they were read and of its class indices (int32), in hex. */
export interface SplitIdentity {
  readonly sha256: string;
  readonly count: number;
}

/** Labels of one batch of a static size; rows beyond `count` are padding with a weight of 0. */
export interface BatchLabels {
  readonly count: number;
  /** One-hot, or shares of classes where images are mixed, [size, classes]. */
  readonly labels: Float32Array;
  /** 1/count for real rows, so that a weighted sum is the mean over them. */
  readonly weights: Float32Array;
  /** 1/count for rows whose label may be learnt from, else 0; a row without one has no class in `labels` either. */
  readonly labelWeights: Float32Array;
  /** The rows' places in the split. */
  readonly indices: Int32Array;
}

/** One batch with its rows. */
export interface Batch extends BatchLabels {
  readonly images: Float32Array;
  /** The same rows before a network's own size and normalization, where they were changed before it, [size, …raw shape]. */
  readonly raw?: Float32Array;
}

/** One batch whose rows the step gathers by itself. */
export interface IndexedBatch extends BatchLabels {
  /** Places of the rows in the split, [size]; padding has that of the first. */
  readonly rows: Int32Array;
}

/**
 * Gathers the examples `order[start … start + size)` of a split into one padded batch. `hasLabel` marks, by place in the
 * split, the examples whose label may be learnt from; all when it is absent. The images are written over `images`,
 * [size, features], where an array of an earlier batch is given: allocating some megabytes takes longer than filling them.
 */
export function gatherBatch(
  data: DataSet,
  split: Split,
  order: Int32Array,
  start: number,
  size: number,
  hasLabel?: Uint8Array,
  images: Float32Array = new Float32Array(size * data.features),
): Batch {
  const indices = order.subarray(start, Math.min(start + size, order.length));
  readRows(split, data.features, indices, images);
  images.fill(0, indices.length * data.features);
  return { ...gatherLabels(data, split, indices, size, hasLabel), images };
}

/** The same batch as `gatherBatch` gives with the bytes of its rows as numbers of 0…255. Throws where the split has no bytes. */
export function gatherByteBatch(
  data: DataSet,
  split: Split,
  order: Int32Array,
  start: number,
  size: number,
  hasLabel?: Uint8Array,
  images: Float32Array = new Float32Array(size * data.features),
): Batch {
  const indices = order.subarray(start, Math.min(start + size, order.length));
  const readBytes = split.images instanceof Float32Array ? undefined : split.images.readBytes;
  if (readBytes === undefined) throw new Error('the rows are no bytes');
  readBytes(indices, images);
  images.fill(0, indices.length * data.features);
  return { ...gatherLabels(data, split, indices, size, hasLabel), images };
}

/** The batch of the examples at `indices`, as `gatherBatch` gives it, by the places of its rows. */
export function indexBatch(
  data: DataSet,
  split: Split,
  indices: Int32Array,
  size: number,
  hasLabel?: Uint8Array,
  labels?: Float32Array,
): IndexedBatch {
  const rows = new Int32Array(size).fill(indices[0] ?? 0);
  rows.set(indices);
  return { ...gatherLabels(data, split, indices, size, hasLabel, labels), rows };
}

/**
 * A batch of the examples at `indices` without their images. Labels are written over those of an earlier batch, [size, classes],
 * where its array is given.
 */
export function gatherLabels(
  data: DataSet,
  split: Split,
  indices: Int32Array,
  size: number,
  hasLabel?: Uint8Array,
  earlier?: Float32Array,
): BatchLabels {
  const { length: count } = indices;
  const { classes } = data;
  const labels = earlier?.fill(0) ?? new Float32Array(size * classes);
  let labelled = count;
  if (hasLabel !== undefined) labelled = indices.reduce((sum, index) => sum + (hasLabel[index] ?? 0), 0);
  const labelWeights = new Float32Array(size);
  for (let row = 0; row < count; row += 1) {
    const index = indices[row] ?? 0;
    if (hasLabel !== undefined && hasLabel[index] !== 1) continue;
    labels[row * classes + (split.labels[index] ?? 0)] = 1;
    labelWeights[row] = 1 / labelled;
  }
  return { count, labels, weights: new Float32Array(size).fill(1 / count, 0, count), labelWeights, indices };
}

/** Writes the rows of a split at `indices` to the beginning of `to`, [indices, features]. */
export function readRows({ images }: Split, features: number, indices: Int32Array, to: Float32Array): void {
  if (!(images instanceof Float32Array)) {
    images.read(indices, to);
    return;
  }
  pick(images, features, indices, to);
}

/** Rows as they are kept for all networks: those of the data itself where none looks at larger ones. */
export function rawOf({ raw, shape }: DataSet): RawRows {
  return raw ?? { shape, interpolation: 'bilinear' };
}

/** Examples of a split before any size or normalization of a network, [indices, …raw shape]. */
export function rowsBefore(data: DataSet, split: Split, indices: Int32Array): Uint8Array | Float32Array {
  if (split.raw !== undefined) return split.raw(indices);
  const rows = new Float32Array(indices.length * data.features);
  readRows(split, data.features, indices, rows);
  return data.normalization === undefined ? rows : denormalize(rows, data.normalization);
}

/** All rows of a split as they lie in memory, [count, features]; undefined where they are not there as numbers. Nobody may change them. */
export function numbersOf({ images }: Split): Float32Array | undefined {
  return images instanceof Float32Array ? images : images.numbers?.();
}

/** All rows of a split, [count, features]; not for one that does not fit into memory. */
export function allRows(split: Split, features: number): Float32Array {
  const known = numbersOf(split);
  if (known !== undefined) return known;
  const rows = new Float32Array(split.count * features);
  readRows(
    split,
    features,
    Int32Array.from({ length: split.count }, (_, index) => index),
    rows,
  );
  return rows;
}

/** The rows of `values` [rows, width] at `indices`, padded with zeros to `size` rows. */
export function gatherRows(values: Float32Array, width: number, indices: Int32Array, size: number): Float32Array {
  const rows = new Float32Array(size * width);
  // A view of each row takes longer than copying one of some numbers.
  for (let row = 0; row < indices.length; row += 1) {
    const from = (indices[row] ?? 0) * width;
    for (let place = 0; place < width; place += 1) rows[row * width + place] = values[from + place] ?? 0;
  }
  return rows;
}
