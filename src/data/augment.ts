import type { ResolvedConfig } from '../config';
import type { Generator } from './random';

/** The height, width and channels of one image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

export type Augmentation = NonNullable<ResolvedConfig['train']['augment']>;

/**
 * Changes each of the first `count` images [size, height, width, channels] by chance: shifts it by up to `jitter` pixels
 * each way, zeros coming in from outside, and mirrors it left to right with probability ½ when `flip` is on.
 */
export function augmentImages(
  images: Float32Array,
  count: number,
  shape: ImageShape,
  { jitter, flip }: Augmentation,
  generator: Generator,
): Float32Array {
  const size = shape[0] * shape[1] * shape[2];
  const changed = new Float32Array(images.length);
  for (let row = 0; row < count; row += 1) {
    const down = generator.nextBelow(2 * jitter + 1) - jitter;
    const right = generator.nextBelow(2 * jitter + 1) - jitter;
    const isMirrored = flip && generator.nextUint32() >= 0x80000000;
    const [from, to] = [images, changed].map((values) => values.subarray(row * size, (row + 1) * size));
    if (from && to) moveImage(from, to, shape, { down, right, isMirrored });
  }
  return changed;
}

interface Move {
  readonly down: number;
  readonly right: number;
  readonly isMirrored: boolean;
}

function moveImage(
  from: Float32Array,
  to: Float32Array,
  [height, width, channels]: ImageShape,
  { down, right, isMirrored }: Move,
): void {
  for (let y = Math.max(0, down); y < Math.min(height, height + down); y += 1) {
    for (let x = Math.max(0, right); x < Math.min(width, width + right); x += 1) {
      const source = x - right;
      const place = ((y - down) * width + (isMirrored ? width - 1 - source : source)) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        to[(y * width + x) * channels + channel] = from[place + channel] ?? 0;
      }
    }
  }
}
