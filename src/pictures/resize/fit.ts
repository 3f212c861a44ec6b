import { asWords, pixelOf, type FourBytePixels } from '../formats/four-bytes';
import type { Interpolation, Resampler } from './resample';

/** Ways to bring a picture to a size of another shape: stretched, cut or filled up with black. */
export type Fit = 'resize' | 'crop' | 'pad';

export interface FitOptions {
  readonly width: number;
  readonly height: number;
  readonly fit: Fit;
  readonly interpolation: Interpolation;
}

/**
 * Brings a picture to a size. `resize` stretches it; `crop` resizes it until it covers the size and keeps its middle, as
 * torchvision's `Resize` of the shorter side and `CenterCrop`; `pad` resizes it until it lies inside and puts black around.
 */
export function fitPicture(picture: FourBytePixels, options: FitOptions, resampler: Resampler): FourBytePixels {
  const { width, height, fit, interpolation } = options;
  if (fit === 'resize') return resampler.resize(picture, width, height, interpolation);
  const [across, down] = [width / picture.width, height / picture.height];
  const isByWidth = fit === 'crop' ? across >= down : across <= down;
  // Cut to a whole number as torchvision does, so that a side is never larger than its share.
  const scaled = isByWidth
    ? { width, height: Math.max(Math.trunc((width * picture.height) / picture.width), 1) }
    : { width: Math.max(Math.trunc((height * picture.width) / picture.height), 1), height };
  return centred(resampler.resize(picture, scaled.width, scaled.height, interpolation), width, height);
}

/** The middle of a picture on a black ground of the given size. */
function centred(picture: FourBytePixels, width: number, height: number): FourBytePixels {
  if (picture.width === width && picture.height === height) return picture;
  const from = asWords(picture.pixels);
  const to = new Uint32Array(width * height).fill(pixelOf(0, 0, 0));
  const left = offsetOf(picture.width, width);
  const top = offsetOf(picture.height, height);
  for (let y = Math.max(top, 0); y < Math.min(top + picture.height, height); y += 1) {
    const row = (y - top) * picture.width;
    const start = Math.max(-left, 0);
    const end = Math.min(picture.width, width - left);
    to.set(from.subarray(row + start, row + end), y * width + left + start);
  }
  return { width, height, pixels: new Uint8Array(to.buffer) };
}

/** Place of a side's beginning in a longer or shorter one; a half is rounded to the even number, as Python does. */
function offsetOf(side: number, into: number): number {
  const half = (side - into) / 2;
  const floor = Math.floor(half);
  return -(half === floor ? half : floor % 2 === 0 ? floor : floor + 1);
}
