import { open, type FileHandle } from 'node:fs/promises';
import type { AsyncBuffer } from 'hyparquet';
import { DataFault } from '../data-fault';
import { maxClasses } from '../fields';
import type { DataFile } from '../source';
import { ColumnBuilder } from './column-builder';
import { refuseRepeated, type Table } from './read-table';

/** Rows that are shown. */
const shownRows = 5;
/** Rows that are decoded at once. */
const chunkRows = 50_000;

const saveAgain = 'write it again, for example with pandas: frame.to_parquet("data.parquet")';

/**
 * Reads the flat columns of a parquet file.
 * @param maxRows reads the first rows alone, for a first look
 * @throws DataFault that names the file, and the column where there is one
 */
export async function readParquetTable({ path: file, bytes }: DataFile, maxRows = Infinity): Promise<Table> {
  const {
    codecs: compressors,
    parquetMetadataAsync,
    parquetReadObjects,
    parquetSchema,
  } = await import('./parquet-codecs');
  const handle = await open(file);
  try {
    const source = sourceOf(handle, bytes);
    const metadata = await parquetMetadataAsync(source);
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    refuseRepeated(names, file);
    const columns = names.filter((name) => !/^(__index_level_\d+__|)$/.test(name));
    const builders = columns.map((name) => new ColumnBuilder(name, maxClasses));
    const rows = Math.min(rowsIn(metadata, bytes, file), maxRows);
    const firstRows: string[][] = [];
    for (let start = 0; start < rows; start += chunkRows) {
      const rowEnd = Math.min(start + chunkRows, rows);
      const chunk = await parquetReadObjects({ file: source, metadata, columns, rowStart: start, rowEnd, compressors });
      if (chunk.length !== rowEnd - start) throw new Error(`rows ${start} to ${rowEnd} are not all there`);
      for (const record of chunk) {
        const values = columns.map((name) => valueOf(record[name], name, file));
        values.forEach(({ text, number }, index) => builders[index]?.add(text, number));
        if (firstRows.length < shownRows) firstRows.push(values.map(({ text = '' }) => text));
      }
    }
    return { file, rows, columns: builders.map((builder) => builder.build()), firstRows };
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

/** Rows by the file's metadata. A row of a run-length coded column takes far less than a byte, but not nothing. */
function rowsIn({ num_rows: rows }: { readonly num_rows: bigint }, bytes: number, file: string): number {
  if (rows >= 0n && Number(rows) <= maxRowsAByte * bytes) return Number(rows);
  throw new DataFault(`${file}: ${rows} rows cannot be in ${bytes} bytes`, saveAgain);
}

/** A column of one value takes some bytes a page of 20,000 rows. */
const maxRowsAByte = 1000;

interface Value {
  readonly text?: string;
  readonly number?: number;
}

/** A value as text, and as a number where it is one; both are absent where it is missing. */
function valueOf(value: unknown, name: string, file: string): Value {
  if (value === null || value === undefined) return {};
  switch (typeof value) {
    case 'number':
      // NaN is how pandas writes a missing number.
      return Number.isNaN(value) ? {} : { text: String(value), number: value };
    case 'bigint':
      return { text: String(value), number: Number(value) };
    case 'boolean':
      return { text: value ? 'True' : 'False' };
    case 'string':
      return { text: value };
    default:
      if (value instanceof Date) return { text: value.toISOString() };
      throw nested(name, value, file);
  }
}

function nested(name: string, value: unknown, file: string): DataFault {
  const what = Array.isArray(value) ? 'lists: as labels they are multi-label data' : 'records or bytes';
  const hint = 'write flat columns of numbers and texts; several labels an example are not distilled';
  return new DataFault(`${file}: '${name}' holds ${what}`, hint);
}
