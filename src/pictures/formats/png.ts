import { inflateSync } from 'node:zlib';
import type { FourBytePixels } from './four-bytes';
import { PictureFault } from '../picture-fault';
import { unfilter } from './png-filter';
import { expandRow, type PngColours } from './png-colours';

/** Number of samples of a pixel, by the colour type of the header. */
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const depthsOf: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** Origin and step of the seven passes of an interlaced PNG (ISO/IEC 15948, Adam7). */
const adam7 = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
] as const;
const wholePicture = [{ x: 0, y: 0, dx: 1, dy: 1 }] as const;

/**
 * Decodes a PNG of any colour type, depth and interlacing. Transparency is dropped, of 16 bits the upper 8 are taken, and
 * gray of 16 bits is cut at 255, as Pillow does. No more is inflated than the header's size needs, and compressed texts not at all.
 * @throws PictureFault where it is damaged or cut short
 */
export function decodePng(bytes: Uint8Array): FourBytePixels {
  const { header, palette, content } = readChunks(bytes);
  const { width, height, depth, colour } = header;
  const samples = samplesOf[colour];
  if (samples === undefined || depthsOf[colour]?.includes(depth) !== true) {
    throw new PictureFault(`is a damaged png: colour type ${colour} with ${depth} bits`);
  }
  const bits = samples * depth;
  const passes = (header.isInterlaced ? adam7 : wholePicture)
    .map(({ x, y, dx, dy }) => ({
      ...{ x, y, dx, dy },
      columns: Math.ceil((width - x) / dx),
      rows: Math.ceil((height - y) / dy),
    }))
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
  const rowBytes = (columns: number): number => Math.ceil((columns * bits) / 8);
  const expected = passes.reduce((sum, { columns, rows }) => sum + rows * (1 + rowBytes(columns)), 0);
  const filtered = inflate(content, expected);
  const colours: PngColours = { colour, depth, samples, palette };
  const pixels = new Uint32Array(width * height);
  let offset = 0;
  for (const { x, y, dx, dy, columns, rows } of passes) {
    const bytesOfRow = rowBytes(columns);
    unfilter(filtered, offset, rows, bytesOfRow, Math.max(bits >> 3, 1));
    for (let row = 0; row < rows; row += 1) {
      const start = offset + row * (bytesOfRow + 1) + 1;
      expandRow(filtered.subarray(start, start + bytesOfRow), colours, pixels, (y + row * dy) * width + x, dx, columns);
    }
    offset += rows * (bytesOfRow + 1);
  }
  return { width, height, pixels: new Uint8Array(pixels.buffer) };
}

interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly isInterlaced: boolean;
}

interface PngChunks {
  readonly header: PngHeader;
  readonly palette: Uint8Array;
  /** Parts of the compressed picture. */
  readonly content: readonly Uint8Array[];
}

/** Finds the header, the palette and the picture's parts; the end of the file may be missing. */
function readChunks(bytes: Uint8Array): PngChunks {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: PngHeader | undefined;
  let palette: Uint8Array = new Uint8Array();
  const content: Uint8Array[] = [];
  for (let offset = 8; offset + 8 <= bytes.length;) {
    const length = data.getUint32(offset);
    const kind = data.getUint32(offset + 4);
    const body = bytes.subarray(offset + 8, offset + 8 + length);
    if (kind === chunk.header && body.length >= 13) header = readHeader(data, offset + 8);
    else if (kind === chunk.palette) palette = body;
    else if (kind === chunk.content) content.push(body);
    else if (kind === chunk.end) break;
    offset += 12 + length;
  }
  if (header === undefined) throw new PictureFault('is a damaged png: its header is missing');
  return { header, palette, content };
}

/** Names of chunks as big-endian numbers: IHDR, PLTE, IDAT, IEND. */
const chunk = { header: 0x49484452, palette: 0x504c5445, content: 0x49444154, end: 0x49454e44 };

function readHeader(data: DataView, offset: number): PngHeader {
  return {
    width: data.getUint32(offset),
    height: data.getUint32(offset + 4),
    depth: data.getUint8(offset + 8),
    colour: data.getUint8(offset + 9),
    isInterlaced: data.getUint8(offset + 12) === 1,
  };
}

/** Inflates exactly `expected` bytes; a stream that holds more is a bomb or damaged. */
function inflate(content: readonly Uint8Array[], expected: number): Uint8Array {
  let inflated: Uint8Array;
  try {
    const [only = new Uint8Array()] = content;
    const whole = content.length === 1 ? only : Buffer.concat(content);
    inflated = inflateSync(whole, { maxOutputLength: expected, chunkSize: Math.max(expected + 1, 64) });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') throw new PictureFault('is cut short', { cause: error });
    const isBomb = code === 'ERR_BUFFER_TOO_LARGE' || error instanceof RangeError;
    const reason = isBomb ? 'it unpacks to more than its size' : 'it cannot be unpacked';
    throw new PictureFault(`is a damaged png: ${reason}`, { cause: error });
  }
  if (inflated.length < expected) throw new PictureFault('is cut short');
  return inflated;
}
