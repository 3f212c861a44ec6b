import type { DataFile } from '../source';
import { readParquetTable } from './parquet';
import { readTextTable, type Table, type TextTableOptions } from './read-table';

/** Bytes and rows of a table for a first look. */
const firstBytes = 1 << 16;
const firstRows = 20;

/** The first rows of a table, by which its columns are known. Throws as the readers of tables do. */
export function firstLook(file: DataFile, options: TextTableOptions): Promise<Table> {
  if (/\.parquet$/i.test(file.path)) return readParquetTable(file, { maxRows: firstRows });
  return readTextTable(file, options, { end: file.bytes > firstBytes ? firstBytes : Infinity });
}
