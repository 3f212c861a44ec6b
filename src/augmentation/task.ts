import { Generator, streams } from '../random';
import { PictureChanger } from './augment';
import type { Augment } from './settings';
import type { PictureShape } from './shape';

/** Pictures to change, each as an example of an epoch. */
export interface ChangeTask {
  /** [count, height, width, channels]: bytes, or numbers of bytes as 0…1, or other numbers. */
  readonly rows: Uint8Array | Float32Array;
  /** The rows' places in the training split. */
  readonly indices: Int32Array;
  /** Rows of the result; those beyond `indices` are 0. */
  readonly size: number;
  readonly seed: number;
  /** From 0. */
  readonly epoch: number;
  readonly shape: PictureShape;
  readonly settings: Augment;
  /** The numbers of `rows` are bytes, or bytes as 0…1. */
  readonly isOfBytes: boolean;
}

/** The changed pictures, [size, height, width, channels]; bytes become 0…1. All chance follows from seed, epoch and index. */
export function changePictures(task: ChangeTask): Float32Array {
  const { rows, indices, size, seed, epoch, shape, settings, isOfBytes } = task;
  const length = shape[0] * shape[1] * shape[2];
  const result = new Float32Array(size * length);
  const divisor = rows instanceof Uint8Array ? 255 : 1;
  for (let place = 0; place < rows.length; place += 1) result[place] = (rows[place] ?? 0) / divisor;
  const changer = new PictureChanger(settings, shape, isOfBytes);
  indices.forEach((index, row) => {
    const change = changer.draw(new Generator(seed, epoch, index, streams.change));
    changer.apply(change, result.subarray(row * length, (row + 1) * length));
  });
  return result;
}
