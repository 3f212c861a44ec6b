import type { ImageShape } from './augment';

/** Examples as typed arrays: images [count, features] in 0 … 1 and one label each. */
export interface Split {
  readonly count: number;
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

export interface DataSet {
  /** Of one image; features = height·width·channels. */
  readonly shape: ImageShape;
  readonly features: number;
  readonly classes: number;
  /** What each class is called. */
  readonly classNames: readonly string[];
  /** Training examples of each class. */
  readonly classCounts: readonly number[];
  readonly train: Split;
  readonly validation: Split;
  readonly test: Split;
  /** SHA-256 of all examples and of how they were split, in hex. */
  readonly hash: string;
}

/** How many of the labels are of each class. */
export function countClasses(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** One batch of a static size; rows beyond `count` are padding with a weight of 0. */
export interface Batch {
  readonly count: number;
  readonly images: Float32Array;
  /** One-hot, [size, classes]. */
  readonly labels: Float32Array;
  /** 1/count for real rows, so that a weighted sum is the mean over them. */
  readonly weights: Float32Array;
  /** The rows' places in the split. */
  readonly indices: Int32Array;
}

/** Gathers the examples `order[start … start + size)` of a split into one padded batch. */
export function gatherBatch(data: DataSet, split: Split, order: Int32Array, start: number, size: number): Batch {
  const indices = order.subarray(start, Math.min(start + size, order.length));
  const count = indices.length;
  const images = new Float32Array(size * data.features);
  const labels = new Float32Array(size * data.classes);
  indices.forEach((index, row) => {
    images.set(split.images.subarray(index * data.features, (index + 1) * data.features), row * data.features);
    labels[row * data.classes + (split.labels[index] ?? 0)] = 1;
  });
  return { count, images, labels, weights: new Float32Array(size).fill(1 / count, 0, count), indices };
}

/** The rows of `values` [rows, width] at `indices`, padded with zeros to `size` rows. */
export function gatherRows(values: Float32Array, width: number, indices: Int32Array, size: number): Float32Array {
  const rows = new Float32Array(size * width);
  indices.forEach((index, row) => rows.set(values.subarray(index * width, (index + 1) * width), row * width));
  return rows;
}
