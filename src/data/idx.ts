/** A file of the idx format that MNIST comes in: dimensions and unsigned bytes. */
export interface IdxFile {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/**
 * Reads an idx file of unsigned bytes with the given number of dimensions. `name` is the file's name for messages.
 * Throws an error that names the file and the offset when the magic number is wrong or bytes are missing.
 */
export function readIdx(content: Uint8Array, rank: number, name: string): IdxFile {
  const headerBytes = 4 + 4 * rank;
  if (content.byteLength < headerBytes) {
    throw new Error(
      `${name}: ${content.byteLength} bytes are too few for the header of ${headerBytes}; the file is cut off`,
    );
  }
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const magic = view.getUint32(0);
  const expected = 0x0800 + rank;
  if (magic !== expected) {
    throw new Error(`${name}: the magic number at offset 0 is ${hex(magic)} where an idx file has ${hex(expected)}`);
  }
  const shape = Array.from({ length: rank }, (_, index) => view.getUint32(4 + 4 * index));
  const size = shape.reduce((product, length) => product * length, 1);
  if (content.byteLength < headerBytes + size) {
    throw new Error(
      `${name}: the header promises ${size} bytes from offset ${headerBytes}, ${content.byteLength - headerBytes} are there`,
    );
  }
  return { shape, bytes: content.subarray(headerBytes, headerBytes + size) };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
