import { fitPicture, type FitOptions } from './resize/fit';
import { asWords, toGray, type FourBytePixels } from './formats/four-bytes';
import { readPictureHeader } from './formats/header';
import { JpegDecoder } from './formats/jpeg';
import { decodePng } from './formats/png';
import { Resampler } from './resize/resample';
import { decodeBmp, decodeGif, decodeWebp } from './formats/small-decoders';

/** A decoded picture: [height, width, channels] bytes. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Colours of decoded pictures: gray is luma by ITU-R 601-2. */
export type Channels = 'rgb' | 'gray';

/**
 * Decodes jpeg, png, webp, bmp and gif to bytes and brings them to a size. The pixels are those of Pillow's
 * `Image.open(file).convert('RGB')` or `convert('L')`, so alpha is dropped and an EXIF orientation is not followed, as
 * torchvision's `ImageFolder` does; then those of torchvision's antialiased `Resize`.
 */
export class PictureDecoder {
  private readonly jpeg = new JpegDecoder();
  private readonly resampler = new Resampler();

  /** Decodes a picture, and fits it to a size where one is given. Throws a PictureFault that says what is wrong with it. */
  decode(bytes: Uint8Array, channels: Channels, fit?: FitOptions): Picture {
    const colours = this.decodeColours(bytes);
    const decoded = channels === 'gray' ? toGray(colours) : colours;
    const { width, height, pixels } = fit === undefined ? decoded : fitPicture(decoded, fit, this.resampler);
    return { width, height, ...withoutSpareBytes(pixels, channels) };
  }

  private decodeColours(bytes: Uint8Array): FourBytePixels {
    const { format } = readPictureHeader(bytes);
    switch (format) {
      case 'jpeg':
        return this.jpeg.decode(bytes);
      case 'png':
        return decodePng(bytes);
      case 'webp':
        return decodeWebp(bytes);
      case 'bmp':
        return decodeBmp(bytes);
      case 'gif':
        return decodeGif(bytes);
    }
  }
}

function withoutSpareBytes(pixels: Uint8Array, channels: Channels): Pick<Picture, 'channels' | 'pixels'> {
  const words = asWords(pixels);
  if (channels === 'gray') return { channels: 1, pixels: Uint8Array.from(words) };
  const result = new Uint8Array(3 * words.length);
  const packed = new Uint32Array(result.buffer, 0, 3 * Math.floor(words.length / 4));
  // Four pixels at a time: their twelve bytes are three words.
  for (let from = 0, to = 0; to < packed.length; from += 4, to += 3) {
    const first = words[from] ?? 0;
    const second = words[from + 1] ?? 0;
    const third = words[from + 2] ?? 0;
    const fourth = words[from + 3] ?? 0;
    packed[to] = (first & 0xffffff) | (second << 24);
    packed[to + 1] = ((second >>> 8) & 0xffff) | (third << 16);
    packed[to + 2] = ((third >>> 16) & 0xff) | (fourth << 8);
  }
  for (let at = 4 * Math.floor(words.length / 4); at < words.length; at += 1) {
    result.set(pixels.subarray(4 * at, 4 * at + 3), 3 * at);
  }
  return { channels: 3, pixels: result };
}
