import { PictureFault } from '../picture-fault';

const block = { extension: 0x21, picture: 0x2c, end: 0x3b };

/**
 * Cuts a GIF behind its first picture, so that no other frame is looked at. Throws a PictureFault where that picture is
 * missing, is cut short or lies outside of the screen that the header names.
 */
export function firstFrameOf(bytes: Uint8Array): Uint8Array {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const [width, height] = [data.getUint16(6, true), data.getUint16(8, true)];
    for (let offset = 13 + tableBytes(data.getUint8(10)); ;) {
      const kind = data.getUint8(offset);
      if (kind === block.extension) {
        offset = afterBlocks(data, offset + 2);
        continue;
      }
      if (kind !== block.picture) throw new PictureFault('is a gif without a picture');
      const [left, top] = [data.getUint16(offset + 1, true), data.getUint16(offset + 3, true)];
      const [columns, rows] = [data.getUint16(offset + 5, true), data.getUint16(offset + 7, true)];
      if (left + columns > width || top + rows > height) {
        throw new PictureFault('is a damaged gif: its picture is larger than its screen');
      }
      const end = afterBlocks(data, offset + 10 + tableBytes(data.getUint8(offset + 9)) + 1);
      const cut = new Uint8Array(end + 1);
      cut.set(bytes.subarray(0, end));
      cut[end] = block.end;
      return cut;
    }
  } catch (error) {
    if (error instanceof RangeError) throw new PictureFault('is cut short', { cause: error });
    throw error;
  }
}

/** Size of the colour table that a byte of flags announces. */
function tableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Offset behind a chain of data blocks, each a length and its bytes, that ends with a length of 0. */
function afterBlocks(data: DataView, offset: number): number {
  let next = offset;
  for (let length = data.getUint8(next); length > 0; length = data.getUint8(next)) next += length + 1;
  return next + 1;
}
