import { PictureFault } from '../picture-fault';

/** Reads the size of a WebP picture from its first chunk. Throws a RangeError where the bytes end before it. */
export function readWebpSize(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = new TextDecoder('latin1').decode(bytes.subarray(12, 16));
  switch (kind) {
    case 'VP8 ':
      return { width: data.getUint16(26, true) & 0x3fff, height: data.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const bits = data.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X': {
      if ((data.getUint8(20) & animated) !== 0) throw new PictureFault('is an animated webp; save one of its pictures');
      return { width: 1 + uint24(data, 24), height: 1 + uint24(data, 27) };
    }
    default:
      throw new PictureFault('is a webp without a picture');
  }
}

const animated = 0x02;

function uint24(data: DataView, offset: number): number {
  return data.getUint16(offset, true) + 65536 * data.getUint8(offset + 2);
}
