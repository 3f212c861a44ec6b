import type { ResolvedConfig } from '../config';
import type { Generator } from '../random';

/** The height, width and channels of one image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

export type Augmentation = NonNullable<ResolvedConfig['train']['augment']>;

/**
 * Changes each of the first `count` images [size, height, width, channels] by chance: enlarges a section of at least the
 * share `crop` of its sides to the whole image, shifts it by up to `jitter` pixels each way, zeros coming in from outside,
 * and mirrors it left to right with probability ½ when `flip` is on.
 */
export function augmentImages(
  images: Float32Array,
  count: number,
  shape: ImageShape,
  { jitter, flip, crop }: Augmentation,
  generator: Generator,
): Float32Array {
  const size = shape[0] * shape[1] * shape[2];
  const changed = new Float32Array(images.length);
  for (let row = 0; row < count; row += 1) {
    const down = generator.nextBelow(2 * jitter + 1) - jitter;
    const right = generator.nextBelow(2 * jitter + 1) - jitter;
    const isMirrored = flip && generator.nextUint32() >= 0x80000000;
    const image = images.subarray(row * size, (row + 1) * size);
    const from = crop === undefined ? image : enlarged(image, shape, drawSection(crop, shape, generator));
    moveImage(from, changed.subarray(row * size, (row + 1) * size), shape, { down, right, isMirrored });
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

/** A part of an image: its share of both sides and its upper left corner in pixels, which may lie between two. */
interface Section {
  readonly share: number;
  readonly top: number;
  readonly left: number;
}

/** A section whose share is drawn evenly between the smallest and 1, at a place where it lies in the image. */
function drawSection(smallest: number, [height, width]: ImageShape, generator: Generator): Section {
  const share = smallest + (1 - smallest) * generator.nextUniform();
  const [top, left] = [generator.nextUniform(), generator.nextUniform()];
  return { share, top: top * height * (1 - share), left: left * width * (1 - share) };
}

/** The section at the size of the whole image, with values between pixels by their distance (bilinear). */
function enlarged(image: Float32Array, shape: ImageShape, { share, top, left }: Section): Float32Array {
  const [height, width, channels] = shape;
  const result = new Float32Array(image.length);
  const rows = neighbours(height, share, top);
  const columns = neighbours(width, share, left);
  let place = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let channel = 0; channel < channels; channel += 1) {
        const at = (y: number, x: number): number => image[(y * width + x) * channels + channel] ?? 0;
        const above = between(at(row.first, column.first), at(row.first, column.second), column.share);
        const below = between(at(row.second, column.first), at(row.second, column.second), column.share);
        result[place] = between(above, below, row.share);
        place += 1;
      }
    }
  }
  return result;
}

/** For each pixel of an enlarged side the two that it lies between, and how far it is on the way from one to the other. */
function neighbours(length: number, share: number, start: number): { first: number; second: number; share: number }[] {
  return Array.from({ length }, (_, pixel) => {
    const place = Math.min(Math.max(start + (pixel + 0.5) * share - 0.5, 0), length - 1);
    const first = Math.floor(place);
    return { first, second: Math.min(first + 1, length - 1), share: place - first };
  });
}

function between(one: number, other: number, share: number): number {
  return one + (other - one) * share;
}
