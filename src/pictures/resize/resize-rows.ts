import { toGray } from '../formats/four-bytes';
import { Resampler, type Interpolation } from './resample';

/** Sizes of rows of pictures before and after a resize. */
export interface RowSizes {
  readonly from: readonly [height: number, width: number, channels: number];
  readonly to: readonly [height: number, width: number];
  readonly interpolation: Interpolation;
}

const resampler = new Resampler();

/** Resizes bytes [count, height, width, channels] as the decoder resizes pictures; any number of channels. */
export function resizeRows(rows: Uint8Array, { from, to, interpolation }: RowSizes): Uint8Array {
  const [height, width, channels] = from;
  const [toHeight, toWidth] = to;
  if (height === toHeight && width === toWidth) return rows;
  const area = height * width;
  const toArea = toHeight * toWidth;
  const count = rows.length / (area * channels);
  const resized = new Uint8Array(count * toArea * channels);
  const pixels = new Uint8Array(4 * area);
  for (let row = 0; row < count; row += 1) {
    // The resampler takes four bytes a pixel, so that many channels go at once.
    for (let first = 0; first < channels; first += 4) {
      const together = Math.min(4, channels - first);
      const start = row * area * channels + first;
      for (let at = 0; at < area; at += 1) {
        for (let one = 0; one < together; one += 1) pixels[4 * at + one] = rows[start + at * channels + one] ?? 0;
      }
      const { pixels: result } = resampler.resize({ width, height, pixels }, toWidth, toHeight, interpolation);
      const end = row * toArea * channels + first;
      for (let at = 0; at < toArea; at += 1) {
        for (let one = 0; one < together; one += 1) resized[end + at * channels + one] = result[4 * at + one] ?? 0;
      }
    }
  }
  return resized;
}

/** Luma of bytes [count, 3], by ITU-R 601-2 as the decoder makes pictures gray: [count]. */
export function lumaOf(rows: Uint8Array): Uint8Array {
  const count = rows.length / 3;
  const pixels = new Uint8Array(4 * count);
  for (let at = 0; at < count; at += 1)
    for (let one = 0; one < 3; one += 1) pixels[4 * at + one] = rows[3 * at + one] ?? 0;
  const { pixels: gray } = toGray({ width: count, height: 1, pixels });
  return Uint8Array.from({ length: count }, (_, at) => gray[4 * at] ?? 0);
}
