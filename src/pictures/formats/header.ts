import { readJpegFrame } from './jpeg-frame';
import { PictureFault } from '../picture-fault';
import { readWebpSize } from './webp-size';

/** Formats of pictures, told by their first bytes and never by the name of a file. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'bmp' | 'gif';

/** Format and size of a picture, as its header has them. */
export interface PictureHeader {
  readonly format: PictureFormat;
  readonly width: number;
  readonly height: number;
}

/** Pixels of the largest picture: from there on Pillow warns of a decompression bomb. */
export const maxPixels = 89_478_485;

/**
 * Reads format and size from the beginning of a picture; nothing is decoded and no memory taken.
 * @throws PictureFault where it is no picture, is cut off in its header, or has more than `maxPixels`
 */
export function readPictureHeader(bytes: Uint8Array): PictureHeader {
  const format = formatOf(bytes);
  if (format === undefined) throw new PictureFault(describeOther(bytes));
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { width, height } = sizeOf(format, data, bytes);
  if (width === 0 || height === 0) throw new PictureFault(`is a ${format} of ${width} × ${height} pixels`);
  if (width * height > maxPixels) {
    throw new PictureFault(
      `has ${width} × ${height} pixels; more than ${Math.floor(maxPixels / 1e6)} million are not decoded`,
    );
  }
  return { format, width, height };
}

const signatures: Readonly<Record<PictureFormat, readonly (number | undefined)[]>> = {
  jpeg: [0xff, 0xd8, 0xff],
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  webp: [0x52, 0x49, 0x46, 0x46, undefined, undefined, undefined, undefined, 0x57, 0x45, 0x42, 0x50],
  bmp: [0x42, 0x4d],
  gif: [0x47, 0x49, 0x46, 0x38],
};

function formatOf(bytes: Uint8Array): PictureFormat | undefined {
  const formats: readonly PictureFormat[] = ['jpeg', 'png', 'webp', 'gif', 'bmp'];
  return formats.find((format) =>
    signatures[format].every((byte, index) => byte === undefined || bytes[index] === byte),
  );
}

const lfsStart = 'version https://git-lfs.github.com/spec/';

function describeOther(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'is empty';
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, lfsStart.length));
  if (start === lfsStart) return 'is a Git LFS pointer in place of a picture; `git lfs pull` gets the picture';
  return 'is no jpeg, png, webp, bmp or gif';
}

function sizeOf(format: PictureFormat, data: DataView, bytes: Uint8Array): { width: number; height: number } {
  try {
    switch (format) {
      case 'jpeg':
        return readJpegFrame(bytes);
      case 'png':
        return { width: data.getUint32(16), height: data.getUint32(20) };
      case 'webp':
        return readWebpSize(bytes);
      case 'bmp':
        return bmpSize(data);
      case 'gif':
        return { width: data.getUint16(6, true), height: data.getUint16(8, true) };
    }
  } catch (error) {
    if (error instanceof RangeError) throw new PictureFault('is cut off in its header', { cause: error });
    throw error;
  }
}

/** A negative height stands for rows from top to bottom; a header of 12 bytes is that of OS/2. */
function bmpSize(data: DataView): { width: number; height: number } {
  if (data.getUint32(14, true) === 12) return { width: data.getUint16(18, true), height: data.getUint16(20, true) };
  return { width: Math.abs(data.getInt32(18, true)), height: Math.abs(data.getInt32(22, true)) };
}
