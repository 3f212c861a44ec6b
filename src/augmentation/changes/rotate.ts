import type { PictureShape } from '../shape';

/** Rotation of a picture about its middle. */
export interface Rotation {
  /** Counter-clockwise. */
  readonly degrees: number;
  readonly fill: number;
}

/**
 * Writes a picture rotated as torchvision.transforms.v2.functional.rotate rotates tensors (`expand=False`, bilinear): with c the
 * share of a sample's four neighbours that lie in the picture and s their weighted sum, a pixel is c·s + (1 − c)·fill.
 */
export function rotate(from: Float32Array, to: Float32Array, shape: PictureShape, { degrees, fill }: Rotation): void {
  const [height, width, channels] = shape;
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  let place = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const sourceX = cos * (x - middleX) - sin * (y - middleY) + middleX;
      const sourceY = sin * (x - middleX) + cos * (y - middleY) + middleY;
      sample(from, shape, sourceX, sourceY, fill, to, place);
      place += channels;
    }
  }
}

/** Writes the channels of one sample at `place`. Arguments are plain numbers: an object for a pixel would be millions in an epoch. */
function sample(
  from: Float32Array,
  [height, width, channels]: PictureShape,
  sourceX: number,
  sourceY: number,
  fill: number,
  to: Float32Array,
  place: number,
): void {
  const left = Math.floor(sourceX);
  const top = Math.floor(sourceY);
  const across = sourceX - left;
  const down = sourceY - top;
  const leftShare = left >= 0 && left < width ? 1 - across : 0;
  const rightShare = left + 1 >= 0 && left + 1 < width ? across : 0;
  const topShare = top >= 0 && top < height ? 1 - down : 0;
  const bottomShare = top + 1 >= 0 && top + 1 < height ? down : 0;
  const upperLeft = leftShare * topShare;
  const upperRight = rightShare * topShare;
  const lowerLeft = leftShare * bottomShare;
  const lowerRight = rightShare * bottomShare;
  const covered = upperLeft + upperRight + lowerLeft + lowerRight;
  const source = (top * width + left) * channels;
  const below = source + width * channels;
  for (let channel = 0; channel < channels; channel += 1) {
    let sum = 0;
    if (upperLeft > 0) sum += upperLeft * (from[source + channel] ?? 0);
    if (upperRight > 0) sum += upperRight * (from[source + channels + channel] ?? 0);
    if (lowerLeft > 0) sum += lowerLeft * (from[below + channel] ?? 0);
    if (lowerRight > 0) sum += lowerRight * (from[below + channels + channel] ?? 0);
    to[place + channel] = covered * (sum - fill) + fill;
  }
}
