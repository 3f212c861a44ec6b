import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { CompressionCodec } from 'hyparquet';
import { snappyUncompress } from 'hyparquet/src/snappy.js';
import { decompressLz4Raw, decompressZstd } from 'hyparquet-compressors';
import { ParquetDamage } from './damage';

/**
 * Unpacks a page, in memory of `length` bytes; Node's own functions where there are such.
 * @throws ParquetDamage where it has another length, or is damaged
 */
export function unpackPage(page: Uint8Array, codec: CompressionCodec, length: number): Uint8Array {
  let unpacked: Uint8Array;
  try {
    unpacked = unpack(page, codec, length);
  } catch (error) {
    if (error instanceof ParquetDamage) throw error;
    throw new ParquetDamage(`a page of it is damaged (${codec})`, { cause: error });
  }
  if (unpacked.length === length) return unpacked;
  throw new ParquetDamage(`a page of it has ${unpacked.length} bytes when it is unpacked, and not ${length}`);
}

function unpack(page: Uint8Array, codec: CompressionCodec, length: number): Uint8Array {
  switch (codec) {
    case 'UNCOMPRESSED':
      return page;
    case 'SNAPPY': {
      const output = new Uint8Array(length);
      snappyUncompress(page, output);
      return output;
    }
    case 'GZIP':
      return gunzipSync(page, { maxOutputLength: Math.max(length, 1) });
    case 'BROTLI':
      return brotliDecompressSync(page, { maxOutputLength: Math.max(length, 1) });
    case 'ZSTD':
      // Into memory of ours: else it takes as much as a window claims, and moves all of it for each block.
      return decompressZstd(page, new Uint8Array(length));
    case 'LZ4':
      return unpackLz4(page, length);
    case 'LZ4_RAW':
      return decompressLz4Raw(page, length);
    default:
      throw new ParquetDamage(`its pages are packed with ${codec}, which is not read`);
  }
}

/** Bytes of the head of a block: its unpacked length and its length. */
const blockHead = 8;

/** LZ4 in Hadoop's blocks, or as one block: the format leaves open which. */
function unpackLz4(page: Uint8Array, length: number): Uint8Array {
  const blocks = blocksOf(page, length);
  if (blocks === undefined) return decompressLz4Raw(page, length);
  const output = new Uint8Array(length);
  let place = 0;
  for (const { content, unpackedBytes } of blocks) {
    output.set(decompressLz4Raw(content, unpackedBytes), place);
    place += unpackedBytes;
  }
  return output;
}

interface Lz4Block {
  readonly content: Uint8Array;
  readonly unpackedBytes: number;
}

/** Hadoop's blocks of a page; undefined where it is none of them. */
function blocksOf(page: Uint8Array, length: number): Lz4Block[] | undefined {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const blocks: Lz4Block[] = [];
  let [place, unpacked] = [0, 0];
  while (place < page.length) {
    if (page.length - place < blockHead) return undefined;
    const [unpackedBytes, bytes] = [view.getUint32(place), view.getUint32(place + 4)];
    const start = place + blockHead;
    place = start + bytes;
    unpacked += unpackedBytes;
    if (place > page.length || unpacked > length) return undefined;
    blocks.push({ content: page.subarray(start, place), unpackedBytes });
  }
  return unpacked === length ? blocks : undefined;
}
