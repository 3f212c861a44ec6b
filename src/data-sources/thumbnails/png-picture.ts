import { crc32, deflateSync } from 'node:zlib';

/** A PNG as a `data:` URI, of bytes [height, width, channels] with one channel or three. Its format: W3C PNG, third edition. */
export function pngUri(pixels: Uint8Array, [height, width, channels]: readonly [number, number, number]): string {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 1 ? 0 : 2, 0, 0, 0], 8);
  const line = width * channels;
  const lines = Array.from({ length: height }, (_, y) => [0, ...pixels.subarray(y * line, (y + 1) * line)]);
  const content = Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(lines.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return `data:image/png;base64,${content.toString('base64')}`;
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}
