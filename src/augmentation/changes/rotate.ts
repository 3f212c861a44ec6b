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
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  let place = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const sourceX = cos * (x - middleX) - sin * (y - middleY) + middleX;
      const sourceY = sin * (x - middleX) + cos * (y - middleY) + middleY;
      const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
      const [across, down] = [sourceX - left, sourceY - top];
      const [hasLeft, hasRight] = [left >= 0 && left < width, left + 1 >= 0 && left + 1 < width];
      const [hasTop, hasBottom] = [top >= 0 && top < height, top + 1 >= 0 && top + 1 < height];
      const upperLeft = hasTop && hasLeft ? (1 - across) * (1 - down) : 0;
      const upperRight = hasTop && hasRight ? across * (1 - down) : 0;
      const lowerLeft = hasBottom && hasLeft ? (1 - across) * down : 0;
      const lowerRight = hasBottom && hasRight ? across * down : 0;
      const covered = upperLeft + upperRight + lowerLeft + lowerRight;
      const source = (top * width + left) * channels;
      const below = source + width * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = 0;
        if (upperLeft > 0) sum += upperLeft * (from[source + channel] ?? 0);
        if (upperRight > 0) sum += upperRight * (from[source + channels + channel] ?? 0);
        if (lowerLeft > 0) sum += lowerLeft * (from[below + channel] ?? 0);
        if (lowerRight > 0) sum += lowerRight * (from[below + channels + channel] ?? 0);
        to[place] = covered * (sum - fill) + fill;
        place += 1;
      }
    }
  }
}
