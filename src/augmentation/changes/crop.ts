import type { Generator } from '../../random';
import type { Augment } from '../settings';
import type { PictureShape } from '../shape';

/** A section of a picture in pixels. */
export interface Section {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Draws that may not fit into the picture before its middle is taken. */
const tries = 10;

/**
 * Draws a section as torchvision.transforms.v2.RandomResizedCrop does: its area evenly, its ratio evenly on a logarithm, its place
 * evenly among those where it lies in the picture; the middle of the picture after ten that do not fit.
 */
export function drawSection(
  { scale, ratio }: NonNullable<Augment['crop']>,
  [height, width]: PictureShape,
  generator: Generator,
): Section {
  const [low, high] = [Math.log(ratio[0]), Math.log(ratio[1])];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const area = height * width * (scale[0] + (scale[1] - scale[0]) * generator.nextUniform());
    const aspect = Math.exp(low + (high - low) * generator.nextUniform());
    const own = { width: roundToEven(Math.sqrt(area * aspect)), height: roundToEven(Math.sqrt(area / aspect)) };
    if (own.width < 1 || own.width > width || own.height < 1 || own.height > height) continue;
    const top = generator.nextBelow(height - own.height + 1);
    return { ...own, top, left: generator.nextBelow(width - own.width + 1) };
  }
  return middle(ratio, height, width);
}

/** The largest section in the middle whose ratio is in bounds. */
function middle([min, max]: readonly [number, number], height: number, width: number): Section {
  const own = { height, width };
  if (width / height < min) own.height = roundToEven(width / min);
  else if (width / height > max) own.width = roundToEven(height * max);
  return { ...own, top: Math.floor((height - own.height) / 2), left: Math.floor((width - own.width) / 2) };
}

/** The nearest whole number; of two, the even one, as Python rounds. */
export function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** Writes a section at the size of the whole picture, bilinear between centres of pixels (`align_corners=False`). */
export function resizeSection(from: Float32Array, to: Float32Array, shape: PictureShape, section: Section): void {
  const [height, width, channels] = shape;
  const rows = neighbours(height, section.height, section.top);
  const columns = neighbours(width, section.width, section.left);
  let place = 0;
  // No list is made for a pixel: there are millions in an epoch.
  for (let y = 0; y < height; y += 1) {
    const first = (rows.first[y] ?? 0) * width;
    const second = (rows.second[y] ?? 0) * width;
    const down = rows.share[y] ?? 0;
    for (let x = 0; x < width; x += 1) {
      const left = columns.first[x] ?? 0;
      const right = columns.second[x] ?? 0;
      const across = columns.share[x] ?? 0;
      const upperLeft = (first + left) * channels;
      const upperRight = (first + right) * channels;
      const lowerLeft = (second + left) * channels;
      const lowerRight = (second + right) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        const above = between(from[upperLeft + channel] ?? 0, from[upperRight + channel] ?? 0, across);
        const below = between(from[lowerLeft + channel] ?? 0, from[lowerRight + channel] ?? 0, across);
        to[place] = between(above, below, down);
        place += 1;
      }
    }
  }
}

interface Neighbours {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Share of the way from the first to the second. */
  readonly share: Float64Array;
}

/** For each pixel of a side the two pixels of the section that it lies between. */
function neighbours(length: number, section: number, start: number): Neighbours {
  const found = { first: new Int32Array(length), second: new Int32Array(length), share: new Float64Array(length) };
  for (let pixel = 0; pixel < length; pixel += 1) {
    const place = Math.min(Math.max(((pixel + 0.5) * section) / length - 0.5, 0), section - 1);
    const first = Math.floor(place);
    found.first[pixel] = start + first;
    found.second[pixel] = start + Math.min(first + 1, section - 1);
    found.share[pixel] = place - first;
  }
  return found;
}

const between = (one: number, other: number, share: number): number => one + (other - one) * share;
