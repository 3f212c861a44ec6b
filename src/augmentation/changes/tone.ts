import type { Generator } from '../../random';
import type { PictureShape } from '../shape';

/** Draws a factor evenly from max(0, 1 − strength) to 1 + strength, as torchvision's ColorJitter does. */
export function drawFactor(strength: number, generator: Generator): number {
  const low = Math.max(0, 1 - strength);
  return low + (1 + strength - low) * generator.nextUniform();
}

/** Multiplies all numbers in their place by a factor; those of bytes are cut to 0 … 1. */
export function brighten(picture: Float32Array, factor: number, isOfBytes: boolean): void {
  for (let place = 0; place < picture.length; place += 1) {
    const value = (picture[place] ?? 0) * factor;
    picture[place] = isOfBytes ? Math.min(Math.max(value, 0), 1) : value;
  }
}

/**
 * Moves all numbers in their place to mean + factor·(number − mean), with the mean of the picture's gray; those of bytes are cut to
 * 0 … 1. torchvision's adjust_contrast.
 */
export function changeContrast(picture: Float32Array, shape: PictureShape, factor: number, isOfBytes: boolean): void {
  const rest = meanGray(picture, shape) * (1 - factor);
  for (let place = 0; place < picture.length; place += 1) {
    const value = (picture[place] ?? 0) * factor + rest;
    picture[place] = isOfBytes ? Math.min(Math.max(value, 0), 1) : value;
  }
}

/** Mean of 0.2989·R + 0.587·G + 0.114·B where there are three channels (ITU-R BT.601), else of all numbers. */
function meanGray(picture: Float32Array, [height, width, channels]: PictureShape): number {
  let sum = 0;
  if (channels !== 3) {
    for (let place = 0; place < picture.length; place += 1) sum += picture[place] ?? 0;
    return sum / picture.length;
  }
  for (let place = 0; place < picture.length; place += 3) {
    sum += 0.2989 * (picture[place] ?? 0) + 0.587 * (picture[place + 1] ?? 0) + 0.114 * (picture[place + 2] ?? 0);
  }
  return sum / (height * width);
}
