import { open, type FileHandle } from 'node:fs/promises';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { DataFault } from '../data-fault';
import { changeTimeOf } from '../read-bytes';
import type { DataFile } from '../source';

/** An open parquet file. */
export interface ParquetFile {
  readonly metadata: FileMetaData;
  /** Rows by the file's metadata, held against its size. */
  readonly rows: number;
  /** Names of its columns at the top. */
  readonly columns: readonly ParquetColumn[];
  /** Rows from `start` up to `end`, as records of the named columns; bytes that are no text stay bytes. */
  readonly read: (columns: readonly string[], start: number, end: number) => Promise<Record<string, unknown>[]>;
}

/** A column at the top of a parquet file, and the names of the fields in it where it holds records. */
export interface ParquetColumn {
  readonly name: string;
  readonly fields: readonly string[];
}

const saveAgain = 'write it again, for example with pandas: frame.to_parquet("data.parquet")';

/**
 * Opens a parquet file for a while.
 * @throws DataFault that names the file where it cannot be read, or is another than the one that was found
 */
export async function withParquet<Result>(
  { path: file, bytes, changedAt }: DataFile,
  use: (parquet: ParquetFile) => Promise<Result>,
): Promise<Result> {
  const { codecs: compressors, ...library } = await import('./parquet-codecs');
  const handle = await open(file);
  try {
    const status = await handle.stat();
    if (status.size !== bytes || changeTimeOf(status) !== changedAt) {
      throw new DataFault(`${file} changed while it was read`, 'run again when nothing writes to it');
    }
    const source = sourceOf(handle, bytes);
    const metadata = await library.parquetMetadataAsync(source);
    const { children } = library.parquetSchema(metadata);
    const columns = children.map(({ element, children: fields }) => ({
      name: nameOf(element, file),
      fields: fields.map((field) => nameOf(field.element, file)),
    }));
    assertOwnColumns(metadata, children, file);
    return await use({
      metadata,
      rows: rowsIn(metadata, bytes, file),
      columns,
      read: async (names, rowStart, rowEnd) => {
        const options = { file: source, metadata, columns: [...names], rowStart, rowEnd, compressors, utf8: false };
        const records = await library.parquetReadObjects(options);
        if (records.length === rowEnd - rowStart) return records;
        throw new Error(`rows ${rowStart} to ${rowEnd} are not all there`);
      },
    });
  } catch (error) {
    if (error instanceof DataFault || !(error instanceof Error) || 'syscall' in error) throw error;
    throw new DataFault(`${file}: it cannot be read as parquet (${error.message})`, saveAgain, { cause: error });
  } finally {
    await handle.close();
  }
}

/** An open file as the library reads it: by stretches. */
function sourceOf(handle: FileHandle, bytes: number): AsyncBuffer {
  return {
    byteLength: bytes,
    slice: async (start, end = bytes) => {
      const content = new Uint8Array(Math.max(Math.min(end, bytes) - start, 0));
      await handle.read(content, 0, content.length, start);
      return content.buffer;
    },
  };
}

/** A column of the schema with those in it. */
interface SchemaColumn {
  readonly element: { readonly name?: unknown };
  readonly children: readonly SchemaColumn[];
}

/**
 * Refuses parts of a file whose columns are not those of its schema, each once: the library would begin to read some, end at the
 * others, and a fault of the first would then end the process.
 */
function assertOwnColumns({ row_groups: groups }: FileMetaData, schema: readonly SchemaColumn[], file: string): void {
  for (const { columns } of groups) {
    const places = columns.map(({ meta_data: meta }) => meta?.path_in_schema ?? []);
    const isOwn = places.every((place) => isColumn(place, schema));
    if (isOwn && new Set(places.map((place) => place.join('\n'))).size === places.length) continue;
    throw new DataFault(`${file}: its columns are not those of its schema`, saveAgain);
  }
}

/** Whether a path leads to a column that holds values. */
function isColumn([first, ...rest]: readonly string[], schema: readonly SchemaColumn[]): boolean {
  const column = schema.find(({ element }) => element.name === first);
  if (column === undefined) return false;
  return rest.length === 0 ? column.children.length === 0 : isColumn(rest, column.children);
}

/** Name of a column: the library's types promise one, and a damaged file has none. */
function nameOf(element: { readonly name?: unknown }, file: string): string {
  if (typeof element.name === 'string') return element.name;
  throw new DataFault(`${file}: a column has no name`, saveAgain);
}

/** Rows by the file's metadata. A row of a run-length coded column takes far less than a byte, but not nothing. */
function rowsIn({ num_rows: rows }: { readonly num_rows: bigint }, bytes: number, file: string): number {
  if (rows >= 0n && Number(rows) <= maxRowsAByte * bytes) return Number(rows);
  throw new DataFault(`${file}: ${rows} rows cannot be in ${bytes} bytes`, saveAgain);
}

/** A column of one value takes some bytes a page of 20,000 rows. */
const maxRowsAByte = 1000;
