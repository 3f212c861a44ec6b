import { grayPixel, pixelOf } from './four-bytes';
import { PictureFault } from '../picture-fault';

/** Meaning of the samples of a PNG. */
export interface PngColours {
  /** 0 gray, 2 red-green-blue, 3 palette, 4 gray with alpha, 6 red-green-blue with alpha. */
  readonly colour: number;
  /** Bits of a sample. */
  readonly depth: number;
  /** Samples of a pixel. */
  readonly samples: number;
  /** Three bytes a colour. */
  readonly palette: Uint8Array;
}

/** Writes a row's pixels to every `step`th place from `place` on. Alpha is dropped. */
export function expandRow(
  row: Uint8Array,
  { colour, depth, samples, palette }: PngColours,
  pixels: Uint32Array,
  place: number,
  step: number,
  columns: number,
): void {
  const sampleBytes = depth === 16 ? 2 : 1;
  const isGray16 = colour === 0 && depth === 16;
  for (let column = 0; column < columns; column += 1) {
    const to = place + column * step;
    if (depth < 8 || colour === 3) {
      const value = depth === 8 ? (row[column] ?? 0) : packedSample(row, depth, column);
      pixels[to] = colour === 3 ? colourOf(palette, value) : grayPixel((value * 255) / (2 ** depth - 1));
      continue;
    }
    const at = column * samples * sampleBytes;
    // Pillow cuts gray of 16 bits to 255, where it takes the upper half of all other samples.
    const first = isGray16 ? cutToByte(row, at) : (row[at] ?? 0);
    pixels[to] =
      samples < 3 ? grayPixel(first) : pixelOf(first, row[at + sampleBytes] ?? 0, row[at + 2 * sampleBytes] ?? 0);
  }
}

function cutToByte(row: Uint8Array, at: number): number {
  return (row[at] ?? 0) > 0 ? 255 : (row[at + 1] ?? 0);
}

function packedSample(row: Uint8Array, depth: number, column: number): number {
  const bit = column * depth;
  return ((row[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}

function colourOf(palette: Uint8Array, index: number): number {
  if (palette.length === 0) throw new PictureFault('is a damaged png: its palette is missing');
  return pixelOf(palette[3 * index] ?? 0, palette[3 * index + 1] ?? 0, palette[3 * index + 2] ?? 0);
}
