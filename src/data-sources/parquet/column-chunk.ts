import type { ParquetType } from 'hyparquet';
import { Encodings, PageTypes } from 'hyparquet/src/constants.js';
import { unpackPage } from './codecs';
import { maxUnpacked, ParquetDamage } from './damage';
import type { ChunkMetadata, SchemaColumn } from './metadata';
import { meaningOf, prefixed, readEncodedValues, readIndexes, readPlainValues } from './page-values';
import { readRuns } from './runs-of-integers';
import { ThriftReader, type ThriftStruct } from './thrift';

/** A page of a column: its head and its bytes as they lie in the file. */
interface Page {
  readonly head: ThriftStruct;
  readonly body: Uint8Array;
  readonly unpackedBytes: number;
}

/**
 * Values of a column in a group of rows, page by page; null where one is missing. No more is read or held than the metadata has
 * and the bytes can bear: a page's values must be left of the chunk's, and its bytes a bounded multiple of those packed.
 * @param bytes those of the chunk
 * @throws ParquetDamage where they are no such pages
 */
export function* readChunk(
  bytes: Uint8Array,
  column: SchemaColumn,
  chunk: ChunkMetadata,
): Generator<ArrayLike<unknown>> {
  const reader = new ChunkReader(column, chunk);
  let left = chunk.values;
  for (const page of pagesOf(bytes, chunk)) {
    const values = reader.read(page, left);
    left -= values.length;
    if (values.length > 0) yield values;
    if (left === 0) return;
  }
  if (left > 0) throw new ParquetDamage(`a column of it has ${chunk.values - left} values, and not ${chunk.values}`);
}

/** Pages of a chunk one after the other. */
function* pagesOf(bytes: Uint8Array, { unpackedBytes }: ChunkMetadata): Generator<Page> {
  // Writers count heads of pages, and some miscount.
  let bound = Math.max(2 * unpackedBytes, 64 * bytes.length) + (1 << 20);
  let place = 0;
  while (place < bytes.length) {
    const reader = new ThriftReader(bytes, place);
    const head = reader.readStruct();
    const start = reader.offset;
    place = start + head.count(3, 'the size of a page');
    if (place > bytes.length) throw new ParquetDamage('a page of it is not in its column');
    const page = {
      head,
      body: bytes.subarray(start, place),
      unpackedBytes: head.count(2, 'the unpacked size of a page'),
    };
    bound -= page.unpackedBytes;
    if (bound < 0 || page.unpackedBytes > maxUnpacked(page.body.length)) {
      throw new ParquetDamage(`a page of ${page.body.length} bytes claims to hold ${page.unpackedBytes}`);
    }
    yield page;
  }
}

class ChunkReader {
  private dictionary: ArrayLike<unknown> | undefined;
  private readonly type: ParquetType;

  constructor(
    private readonly column: SchemaColumn,
    private readonly chunk: ChunkMetadata,
  ) {
    const { type } = column.element;
    if (type === undefined) throw new ParquetDamage('a column of it has no type');
    this.type = type;
  }

  /** @param left values that the chunk has left */
  read(page: Page, left: number): ArrayLike<unknown> {
    switch (PageTypes[page.head.integer(1) ?? -1]) {
      case 'DICTIONARY_PAGE':
        this.readDictionary(page);
        return [];
      case 'DATA_PAGE':
        return this.readFirstVersion(page, left);
      case 'DATA_PAGE_V2':
        return this.readSecondVersion(page, left);
      default:
        return [];
    }
  }

  private readDictionary({ head, body, unpackedBytes }: Page): void {
    const count = head.struct(7)?.count(1, 'the number of values in a dictionary');
    if (count === undefined || this.dictionary !== undefined)
      throw new ParquetDamage('a column of it has no dictionary');
    const bytes = unpackPage(body, this.chunk.codec, unpackedBytes);
    this.dictionary = this.meaning(readPlainValues({ bytes, count, ...this.stored }));
  }

  private readFirstVersion({ head, body, unpackedBytes }: Page, left: number): ArrayLike<unknown> {
    const about = headOf(head.struct(5));
    const count = countOf(about, left);
    let bytes = unpackPage(body, this.chunk.codec, unpackedBytes);
    if (this.column.maxDefinition === 0) return this.values(about.integer(2), bytes, count);
    const { content, rest } = prefixed(bytes);
    bytes = rest;
    const levels = readRuns(content, this.levelBits, count);
    return this.withMissing(levels, (present) => this.values(about.integer(2), bytes, present));
  }

  private readSecondVersion({ head, body, unpackedBytes }: Page, left: number): ArrayLike<unknown> {
    const about = headOf(head.struct(8));
    const count = countOf(about, left);
    const ofLevels = about.count(5, 'the size of its levels');
    const start = ofLevels + about.count(6, 'the size of its levels');
    if (start > body.length || start > unpackedBytes) throw new ParquetDamage('the levels of a page are not in it');
    // A page without values may have no packed bytes, which no codec takes.
    const isPacked = unpackedBytes > start && !about.isFalse(7);
    const packed = body.subarray(start);
    const bytes = isPacked ? unpackPage(packed, this.chunk.codec, unpackedBytes - start) : packed;
    if (this.column.maxDefinition === 0) return this.values(about.integer(4), bytes, count);
    const levels = readRuns(body.subarray(start - ofLevels, start), this.levelBits, count);
    return this.withMissing(levels, (present) => this.values(about.integer(4), bytes, present));
  }

  private get levelBits(): number {
    return 32 - Math.clz32(this.column.maxDefinition);
  }

  private get stored(): { readonly type: ParquetType; readonly length: number | undefined } {
    return { type: this.type, length: this.column.element.type_length };
  }

  private withMissing(levels: Int32Array, read: (present: number) => ArrayLike<unknown>): ArrayLike<unknown> {
    const { maxDefinition } = this.column;
    let present = 0;
    for (const level of levels) present += level === maxDefinition ? 1 : 0;
    const values = read(present);
    if (present === levels.length) return values;
    let next = 0;
    return Array.from(levels, (level) => (level === maxDefinition ? values[next++] : null));
  }

  private values(encoding: number | undefined, bytes: Uint8Array, count: number): ArrayLike<unknown> {
    const name = Encodings[encoding ?? -1];
    if (name !== 'PLAIN_DICTIONARY' && name !== 'RLE_DICTIONARY') {
      return this.meaning(readEncodedValues(name, { bytes, count, ...this.stored }));
    }
    const { dictionary } = this;
    return Array.from(readIndexes(bytes, count), (index) => {
      if (dictionary !== undefined && index < dictionary.length) return dictionary[index];
      throw new ParquetDamage('a value of it is not in its dictionary');
    });
  }

  private meaning(values: Parameters<typeof meaningOf>[0]): ArrayLike<unknown> {
    return meaningOf(values, this.type, this.column.element);
  }
}

function headOf(written: ThriftStruct | undefined): ThriftStruct {
  if (written === undefined) throw new ParquetDamage('a page of it has no head');
  return written;
}

function countOf(about: ThriftStruct, left: number): number {
  const count = about.count(1, 'the number of values in a page');
  if (count > left) throw new ParquetDamage(`a page of it claims ${count} values, where ${left} are left`);
  return count;
}
