import { fitPicture, type FitOptions } from './resize/fit';
import { toGray, type FourBytePixels } from './formats/four-bytes';
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
    const decoded = this.decodeColours(bytes);
    if (channels === 'gray') toGray(decoded.pixels);
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
  const kept = channels === 'gray' ? 1 : 3;
  const count = pixels.length / 4;
  const result = new Uint8Array(count * kept);
  for (let pixel = 0; pixel < count; pixel += 1) {
    for (let channel = 0; channel < kept; channel += 1)
      result[kept * pixel + channel] = pixels[4 * pixel + channel] ?? 0;
  }
  return { channels: kept, pixels: result };
}
