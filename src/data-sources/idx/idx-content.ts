import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { DataFault } from '../data-fault';
import { maxHeldBytes } from '../files/read-bytes';

/** Content of a file of the idx format that MNIST comes in: dimensions and unsigned bytes. */
export interface IdxFile {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const damaged = 'get the file again: it is damaged, or of another format';

/**
 * Reads the content of an idx file of unsigned bytes with the given number of dimensions. `name` is the file's name for
 * messages.
 * @throws DataFault that names the file and the offset where the magic number is wrong or bytes are missing
 */
export function readIdx(content: Uint8Array, rank: number, name: string): IdxFile {
  const { shape, headerBytes, size } = readHeader(content, rank, name);
  refuseShort(name, headerBytes, size, content.byteLength);
  return { shape, bytes: content.subarray(headerBytes, headerBytes + size) };
}

/** Reads a whole idx file, unpacked where its name ends in `.gz`. Throws as `readIdx` does, or the file system's error. */
export async function readIdxFile(file: string, rank: number): Promise<IdxFile> {
  if (!isPacked(file)) return readIdx(await readFile(file), rank, file);
  const { size: packedBytes } = await stat(file);
  return readIdx(await unpack(file, (start) => neededBytes(start, rank, { file, packedBytes })), rank, file);
}

/**
 * Reads the dimensions of an idx file. Throws as `readIdxFile` does, but bytes that are missing from a packed file are
 * noticed only when it is read whole.
 */
export async function readIdxShape(file: string, rank: number): Promise<readonly number[]> {
  if (isPacked(file)) return readHeader(await unpack(file, () => 4 + 4 * rank), rank, file).shape;
  const start = await collect(createReadStream(file, { end: 3 + 4 * rank }), () => Infinity);
  const { shape, headerBytes, size } = readHeader(start, rank, file);
  refuseShort(file, headerBytes, size, (await stat(file)).size);
  return shape;
}

/** The first bytes of a packed file; fewer where it ends before. Throws as `readIdxFile` does. */
export function readPackedStart(file: string, length: number): Promise<Uint8Array> {
  return unpack(file, () => length);
}

interface Header {
  readonly shape: readonly number[];
  readonly headerBytes: number;
  /** Bytes of the content. */
  readonly size: number;
}

function readHeader(content: Uint8Array, rank: number, name: string): Header {
  const headerBytes = 4 + 4 * rank;
  if (content.byteLength < headerBytes) {
    throw new DataFault(
      `${name}: ${content.byteLength} bytes are too few for the header of ${headerBytes}; the file is cut off`,
      damaged,
    );
  }
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const magic = view.getUint32(0);
  const expected = 0x0800 + rank;
  if (magic !== expected) {
    const message = `${name}: the magic number at offset 0 is ${hex(magic)} where an idx file has ${hex(expected)}`;
    throw new DataFault(message, damaged);
  }
  const shape = Array.from({ length: rank }, (_, index) => view.getUint32(4 + 4 * index));
  return { shape, headerBytes, size: shape.reduce((product, length) => product * length, 1) };
}

function refuseShort(name: string, headerBytes: number, size: number, length: number): void {
  if (length >= headerBytes + size) return;
  throw new DataFault(
    `${name}: the header promises ${size} bytes from offset ${headerBytes}, ${length - headerBytes} are there`,
    damaged,
  );
}

/** Whether a file is packed by its name. */
export const isPacked = (file: string): boolean => file.toLowerCase().endsWith('.gz');

/** Deflate packs 1,032 bytes into one at the best, so a header that promises more is wrong. */
const maxRatio = 1032;

/** Bytes that a packed file needs by its header; those of the header itself while that is not whole. */
function neededBytes(
  start: Uint8Array,
  rank: number,
  { file, packedBytes }: { readonly file: string; readonly packedBytes: number },
): number {
  if (start.byteLength < 4 + 4 * rank) return 4 + 4 * rank;
  const { headerBytes, size } = readHeader(start, rank, file);
  if (size <= Math.min(maxRatio * packedBytes, maxHeldBytes)) return headerBytes + size;
  throw new DataFault(
    `${file}: the header promises ${size} bytes, more than ${packedBytes} packed ones give or can be held at once`,
    damaged,
  );
}

/** Unpacks the start of a file as far as it is needed: what a small file grows to stays bounded by its own header. */
async function unpack(file: string, needed: (start: Uint8Array) => number): Promise<Uint8Array> {
  const packed = createReadStream(file);
  const unpacked = createGunzip();
  packed.on('error', (error) => unpacked.destroy(error));
  try {
    return await collect(packed.pipe(unpacked), needed);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('Z_')) throw error;
    throw new DataFault(`${file}: it cannot be unpacked (${message})`, damaged, { cause: error });
  } finally {
    packed.destroy();
  }
}

async function collect(stream: AsyncIterable<unknown>, needed: (start: Uint8Array) => number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let limit: number | undefined;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(chunk);
    length += chunk.byteLength;
    // The first chunk holds the header, unless a few bytes came alone.
    limit = limit === undefined || chunks.length < 8 ? needed(Buffer.concat(chunks)) : limit;
    if (length >= limit) break;
  }
  return Buffer.concat(chunks);
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
