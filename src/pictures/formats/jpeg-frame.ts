import { PictureFault } from '../picture-fault';

/** Frame header of a JPEG: its size and the number of its colour components. */
export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  readonly components: number;
}

/** Second bytes of the markers that are read here. */
export const markers = {
  ...{ start: 0xd8, end: 0xd9, scan: 0xda, firstFrame: 0xc0, extendedFrame: 0xc1, lastFrame: 0xcf },
  ...{ huffman: 0xc4, quantization: 0xdb, restarts: 0xdd, jfif: 0xe0, adobe: 0xee, comment: 0xfe },
} as const;
/** In the range of the frames but none: Huffman tables, an extension and arithmetic conditioning. */
const noFrames = new Set([0xc4, 0xc8, 0xcc]);

/** Walks the segments up to the frame header. Throws a RangeError where the bytes end before it. */
export function readJpegFrame(bytes: Uint8Array): JpegFrame {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 2; ;) {
    while (data.getUint8(offset) !== 0xff) offset += 1;
    while (data.getUint8(offset) === 0xff) offset += 1;
    const kind = data.getUint8(offset);
    offset += 1;
    if (kind >= markers.firstFrame && kind <= markers.lastFrame && !noFrames.has(kind)) {
      return {
        height: data.getUint16(offset + 3),
        width: data.getUint16(offset + 5),
        components: data.getUint8(offset + 7),
      };
    }
    if (kind === markers.scan || kind === markers.end) throw new PictureFault('is a jpeg without a frame');
    const hasNoLength = kind === 0x00 || kind === 0x01 || (kind >= 0xd0 && kind <= markers.start);
    if (!hasNoLength) offset += Math.max(data.getUint16(offset), 2);
  }
}

/** Whether a JPEG has an end marker behind the beginning of its last scan; a file that was cut off has none. */
export function hasJpegEnd(bytes: Uint8Array): boolean {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scan = content.lastIndexOf(Buffer.of(0xff, markers.scan));
  return scan >= 0 && content.indexOf(Buffer.of(0xff, markers.end), scan) >= 0;
}
