import type { DecodedArray, ParquetParsers, ParquetType, SchemaElement } from 'hyparquet';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { maxUnpacked, ParquetDamage } from './damage';
import { assertDeltaHead, readRuns } from './runs-of-integers';

/** Values of a column's type as they are stored, from the bytes of a page behind its levels. */
export interface StoredValues {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly type: ParquetType;
  /** Bytes of a value of fixed length. */
  readonly length: number | undefined;
}

/** Bytes of a value at least, written plainly. */
const plainBytes = {
  BOOLEAN: 1 / 8,
  INT32: 4,
  INT64: 8,
  INT96: 12,
  FLOAT: 4,
  DOUBLE: 8,
  BYTE_ARRAY: 4,
  FIXED_LEN_BYTE_ARRAY: 1,
} as const satisfies Record<ParquetType, number>;

/** Values that are written one after the other. Throws where the bytes have fewer. */
export function readPlainValues({ bytes, count, type, length }: StoredValues): DecodedArray {
  const each = type === 'FIXED_LEN_BYTE_ARRAY' ? fixedLength(length) : plainBytes[type];
  if (count * each > bytes.length) throw new ParquetDamage(`a page of ${bytes.length} bytes claims ${count} values`);
  return readPlain(readerOf(bytes), type, count, length);
}

/** Values of a page that is not coded by a dictionary, by its encoding. */
export function readEncodedValues(encoding: string | undefined, stored: StoredValues): DecodedArray {
  const { bytes, count, type, length } = stored;
  if (count === 0) return [];
  switch (encoding) {
    case 'PLAIN':
      return readPlainValues(stored);
    case 'RLE':
      return Array.from(readRuns(prefixed(bytes).content, 1, count), (value) => value === 1);
    case 'BYTE_STREAM_SPLIT': {
      const each = type === 'FIXED_LEN_BYTE_ARRAY' ? fixedLength(length) : plainBytes[type];
      if (count * each > bytes.length)
        throw new ParquetDamage(`a page of ${bytes.length} bytes claims ${count} values`);
      return byteStreamSplit(readerOf(bytes), count, type, length);
    }
    case 'DELTA_BINARY_PACKED':
      return readDeltas(bytes, type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count)).values;
    case 'DELTA_LENGTH_BYTE_ARRAY': {
      const { values, rest } = readDeltas(bytes, new Int32Array(count));
      return cut(rest, values);
    }
    case 'DELTA_BYTE_ARRAY':
      return readPrefixed(bytes, count);
    default:
      throw new ParquetDamage(`its values are written as ${encoding ?? 'something unknown'}, which is not read`);
  }
}

/** Indexes into a dictionary: a byte with their bits, and runs. */
export function readIndexes(bytes: Uint8Array, count: number): Int32Array {
  if (count === 0) return new Int32Array();
  const [width] = bytes;
  if (width === undefined) throw new ParquetDamage('a page of it ends before its values');
  return readRuns(bytes.subarray(1), width, count);
}

/** Bytes behind four that hold their length, and those after them. */
export function prefixed(bytes: Uint8Array): { readonly content: Uint8Array; readonly rest: Uint8Array } {
  const length = bytes.length < 4 ? Infinity : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (4 + length > bytes.length) throw new ParquetDamage('a page of it ends before its values');
  return { content: bytes.subarray(4, 4 + length), rest: bytes.subarray(4 + length) };
}

/** A decimal of more bytes is none: its conversion takes the square of their number. */
const maxDecimalBytes = 64;

/** Numbers, texts and times that stored values stand for; bytes that are no text stay bytes. */
export function meaningOf(values: DecodedArray, type: ParquetType, element: SchemaElement): ArrayLike<unknown> {
  const isLong = (value: unknown): boolean => value instanceof Uint8Array && value.length > maxDecimalBytes;
  if (element.converted_type === 'DECIMAL' && Array.isArray(values) && values.some(isLong)) {
    throw new ParquetDamage(`a decimal of it has more than ${maxDecimalBytes} bytes`);
  }
  const parsers: ParquetParsers = DEFAULT_PARSERS;
  const column = { type, element, parsers, utf8: false, pathInSchema: [], schemaPath: [], codec: 'UNCOMPRESSED' };
  return convert(values, { ...column, codec: 'UNCOMPRESSED' });
}

function readDeltas<Values extends Int32Array | BigInt64Array>(
  bytes: Uint8Array,
  values: Values,
): { readonly values: Values; readonly rest: Uint8Array } {
  assertDeltaHead(bytes);
  const reader = readerOf(bytes);
  deltaBinaryUnpack(reader, values.length, values);
  return { values, rest: bytes.subarray(reader.offset) };
}

function cut(bytes: Uint8Array, lengths: Int32Array): Uint8Array[] {
  let place = 0;
  return Array.from(lengths, (length) => {
    const start = place;
    place += length;
    if (length < 0 || place > bytes.length) throw new ParquetDamage('a page of it ends before its values');
    return bytes.subarray(start, place);
  });
}

/** Bytes of which each begins as those before it: a few can stand for many, so all together have a bound. */
function readPrefixed(bytes: Uint8Array, count: number): Uint8Array[] {
  const { values: shared, rest } = readDeltas(bytes, new Int32Array(count));
  const own = readDeltas(rest, new Int32Array(count));
  const endings = cut(own.rest, own.values);
  const bound = maxUnpacked(bytes.length);
  let [before, total] = [new Uint8Array(), 0];
  return endings.map((ending, index) => {
    const length = shared[index] ?? 0;
    if (length < 0 || length > before.length) throw new ParquetDamage('a text of it begins as none before it');
    total += length + ending.length;
    if (total > bound) throw new ParquetDamage(`a page of ${bytes.length} bytes has values of more than ${bound}`);
    const value = new Uint8Array(length + ending.length);
    value.set(before.subarray(0, length));
    value.set(ending, length);
    before = value;
    return value;
  });
}

function fixedLength(length: number | undefined): number {
  if (length !== undefined && length > 0) return length;
  throw new ParquetDamage('values of a fixed length have none');
}

const readerOf = (bytes: Uint8Array): { view: DataView; offset: number } => ({
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  offset: 0,
});
