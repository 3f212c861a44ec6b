import { deflateSync } from 'node:zlib';

/** A chunk of a PNG, its checksum left out. */
export function chunk(name: string, content: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, Buffer.from(name, 'latin1'), content, Buffer.alloc(4)]);
}

/** A gray PNG of 8 bits with any content. */
export function png(width: number, height: number, packed: Uint8Array, ...others: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    ...others,
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A gray PNG whose rows are given. */
export function grayPng(...rows: readonly (readonly number[])[]): Buffer {
  return png(rows[0]?.length ?? 0, rows.length, deflateSync(Buffer.from(rows.flatMap((row) => [0, ...row]))));
}
