/** A picture whose pixels are four bytes each: red, green, blue and one that is passed over; gray is three equal ones. */
export interface FourBytePixels {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4] */
  readonly pixels: Uint8Array;
}

/** A pixel as a number of 32 bits whose bytes in memory are red, green, blue and 255. */
export function pixelOf(red: number, green: number, blue: number): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}

/** A pixel of three equal samples, as `pixelOf` gives it. */
export function grayPixel(value: number): number {
  return pixelOf(value, value, value);
}

/** Pixels as numbers of 32 bits, without a copy where their place in memory allows it. */
export function asWords(pixels: Uint8Array): Uint32Array {
  const aligned = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

/** A picture of the luma of each pixel, in place where that is possible: ITU-R 601-2 in Pillow's whole numbers of 2⁻¹⁶. */
export function toGray({ width, height, pixels }: FourBytePixels): FourBytePixels {
  const words = asWords(pixels);
  for (let at = 0; at < words.length; at += 1) {
    const pixel = words[at] ?? 0;
    const weighted = (pixel & 0xff) * 19595 + ((pixel >>> 8) & 0xff) * 38470 + ((pixel >>> 16) & 0xff) * 7471;
    words[at] = ((weighted + 0x8000) >> 16) * 0x010101;
  }
  return { width, height, pixels: new Uint8Array(words.buffer, words.byteOffset, words.byteLength) };
}
