import type { CompressionCodec, SchemaElement } from 'hyparquet';
import { CompressionCodecs, ConvertedTypes, FieldRepetitionTypes, ParquetTypes } from 'hyparquet/src/constants.js';
import { ParquetDamage } from './damage';
import { logicalTypeOf } from './logical-type';
import { ThriftReader, type ThriftStruct } from './thrift';

/** Metadata at the end of a parquet file, each number held against the bytes of the file. */
export interface ParquetMetadata {
  readonly rows: number;
  /** Columns at the top. */
  readonly columns: readonly SchemaColumn[];
  /** Columns that hold values, by `keyOf` of their paths. */
  readonly leaves: ReadonlyMap<string, SchemaColumn>;
  readonly groups: readonly GroupMetadata[];
  /** Text under a key, as writers leave it; undefined where there is none. */
  readonly textOf: (key: string) => string | undefined;
}

/** A column of the schema with those in it. */
export interface SchemaColumn {
  readonly path: readonly string[];
  readonly element: SchemaElement;
  readonly children: readonly SchemaColumn[];
  /** Columns on its path that may be missing. */
  readonly maxDefinition: number;
  /** Whether it, or a column that it lies in, holds several values a row. */
  readonly isRepeated: boolean;
}

/** A group of rows. */
export interface GroupMetadata {
  readonly rows: number;
  /** Chunks by `keyOf` of their column's path. */
  readonly chunks: ReadonlyMap<string, ChunkMetadata>;
}

/** Values of one column in one group of rows. */
export interface ChunkMetadata {
  readonly codec: CompressionCodec;
  /** Its place in the file. */
  readonly start: number;
  readonly bytes: number;
  /** Bytes of its pages when they are unpacked, as the file has it. */
  readonly unpackedBytes: number;
  /** Values with those that are missing. */
  readonly values: number;
}

/** Key of a column's path. */
export const keyOf = (path: readonly string[]): string => path.join('\n');

/** Levels of columns in each other. */
const maxDepth = 32;

/**
 * Metadata of a file, by its last bytes.
 * @param end the metadata and the eight bytes after it
 * @throws ParquetDamage where they are none, or of another file than one of `fileBytes`
 */
export function parseMetadata(end: Uint8Array, fileBytes: number): ParquetMetadata {
  const head = new ThriftReader(end.subarray(0, -8), 0).readStruct();
  const columns = schemaOf(head.structs(2));
  const leaves = new Map(leavesOf(columns).map((column) => [keyOf(column.path), column]));
  const groups = head.structs(4).map((group) => groupOf(group, leaves));
  const rows = head.count(3, 'the number of its rows');
  const inGroups = sum(groups.map((group) => group.rows));
  if (inGroups !== rows) throw new ParquetDamage(`its head has ${rows} rows and its groups ${inGroups}`);
  assertWithin(groups, fileBytes);
  const texts = head.structs(5);
  return {
    ...{ rows, columns, leaves, groups },
    textOf: (key) => texts.find((entry) => entry.text(1) === key)?.text(2),
  };
}

function schemaOf(elements: readonly ThriftStruct[]): SchemaColumn[] {
  let place = 1;
  const readColumn = (within: Omit<SchemaColumn, 'element' | 'children'>): SchemaColumn => {
    const written = elements[place];
    if (written === undefined) throw new ParquetDamage('its schema ends before all of its columns');
    if (within.path.length >= maxDepth) throw new ParquetDamage(`its columns are nested more than ${maxDepth} deep`);
    place += 1;
    const element = elementOf(written);
    const path = [...within.path, element.name];
    const maxDefinition = within.maxDefinition + (element.repetition_type === 'REQUIRED' ? 0 : 1);
    const isRepeated = within.isRepeated || element.repetition_type === 'REPEATED';
    const own = { path, maxDefinition, isRepeated };
    return { ...own, element, children: readColumns(written.integer(5) ?? 0, own) };
  };
  const readColumns = (count: number, within: Omit<SchemaColumn, 'element' | 'children'>): SchemaColumn[] => {
    if (count < 0 || count > elements.length) throw new ParquetDamage(`its schema has ${count} columns in a column`);
    return Array.from({ length: count }, () => readColumn(within));
  };
  const root = { path: [], maxDefinition: 0, isRepeated: false };
  return readColumns(elements[0]?.integer(5) ?? 0, root);
}

function elementOf(written: ThriftStruct): SchemaElement {
  const name = written.text(4);
  if (name === undefined) throw new ParquetDamage('a column has no name');
  const [type, length, repetition, converted, scale] = [1, 2, 3, 6, 7].map((field) => written.integer(field));
  const [ofType, ofRepetition] = [nth(ParquetTypes, type), nth(FieldRepetitionTypes, repetition)];
  const [ofConversion, logical] = [nth(ConvertedTypes, converted), logicalTypeOf(written.struct(10))];
  return {
    name,
    ...(ofType && { type: ofType }),
    ...(length !== undefined && { type_length: length }),
    ...(ofRepetition && { repetition_type: ofRepetition }),
    ...(ofConversion && { converted_type: ofConversion }),
    ...(scale !== undefined && { scale }),
    ...(logical && { logical_type: logical }),
  };
}

function groupOf(group: ThriftStruct, leaves: ReadonlyMap<string, SchemaColumn>): GroupMetadata {
  const chunks = new Map<string, ChunkMetadata>();
  for (const column of group.structs(1)) {
    const written = column.struct(3);
    if (written === undefined || column.bytes(1) !== undefined)
      throw new ParquetDamage('its columns lie in other files');
    const key = keyOf(written.texts(3));
    if (!leaves.has(key) || chunks.has(key)) throw new ParquetDamage('its columns are not those of its schema');
    chunks.set(key, chunkOf(written));
  }
  return { rows: group.count(3, 'the number of rows in a group'), chunks };
}

function chunkOf(written: ThriftStruct): ChunkMetadata {
  const codec = nth(CompressionCodecs, written.integer(4));
  if (codec === undefined) throw new ParquetDamage('its pages are packed in a way that is not known');
  const pages = written.count(9, 'the place of a column');
  const dictionary = written.integer(11) ?? 0;
  return {
    codec,
    // Some writers leave a dictionary's place as 0, or behind the pages.
    start: dictionary > 0 && dictionary < pages ? dictionary : pages,
    bytes: written.count(7, 'the size of a column'),
    unpackedBytes: written.count(6, 'the unpacked size of a column'),
    values: written.count(5, 'the number of values in a column'),
  };
}

/** Refuses parts that are not in the file, or that are more together than it has. */
function assertWithin(groups: readonly GroupMetadata[], fileBytes: number): void {
  const chunks = groups.flatMap((group) => [...group.chunks.values()]);
  const outside = chunks.find(({ start, bytes }) => start + bytes > fileBytes);
  if (outside !== undefined)
    throw new ParquetDamage(`a column of ${outside.bytes} bytes at ${outside.start} is not in it`);
  const packed = sum(chunks.map(({ bytes }) => bytes));
  if (packed > fileBytes) throw new ParquetDamage(`its columns are ${packed} bytes, and the file ${fileBytes}`);
  const unpacked = sum(chunks.map(({ unpackedBytes }) => unpackedBytes));
  if (unpacked > (1 << 28) + 1024 * fileBytes) {
    throw new ParquetDamage(`its columns are ${unpacked} bytes when they are unpacked, of ${fileBytes} in the file`);
  }
}

function leavesOf(columns: readonly SchemaColumn[]): SchemaColumn[] {
  return columns.flatMap((column) => (column.children.length === 0 ? [column] : leavesOf(column.children)));
}

const nth = <Item>(items: readonly Item[], place: number | undefined): Item | undefined =>
  place === undefined ? undefined : items[place];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
