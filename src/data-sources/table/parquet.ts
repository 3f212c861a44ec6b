import { DataFault } from '../data-fault';
import { maxClasses } from '../fields';
import type { DataFile } from '../source';
import { ColumnBuilder, type IsExact } from './column-builder';
import { withParquet, type ParquetFile } from './parquet-file';
import { refuseRepeated, type Table } from './read-table';

/** Rows that are shown. */
const shownRows = 5;
/** Rows that are decoded at once. */
const chunkRows = 50_000;

/** Rows and precision in which a table is read. */
export interface ParquetReading {
  /** Reads the first rows alone, for a first look; absent, all. */
  readonly maxRows?: number;
  /** Absent, no column is exact. */
  readonly isExact?: IsExact;
}

/** Reads the flat columns of a parquet file. Throws a DataFault that names the file, and the column where there is one. */
export function readParquetTable(
  file: DataFile,
  { maxRows = Infinity, isExact = () => false }: ParquetReading = {},
): Promise<Table> {
  return withParquet(file, async (parquet) => {
    const columns = columnsOf(parquet, file);
    const builders = columns.map((name) => new ColumnBuilder(name, maxClasses, isExact(name)));
    const rows = Math.min(parquet.rows, maxRows);
    const firstRows: string[][] = [];
    for (let start = 0; start < rows; start += chunkRows) {
      for (const record of await parquet.read(columns, start, Math.min(start + chunkRows, rows))) {
        const values = columns.map((name) => valueOf(record[name], name, file.path));
        values.forEach(({ text, number }, index) => builders[index]?.add(text, number));
        if (firstRows.length < shownRows) firstRows.push(values.map(({ text = '' }) => text));
      }
    }
    return { file: file.path, rows, columns: builders.map((builder) => builder.build()), firstRows };
  });
}

/** Rows and names of the columns of a parquet file, by its metadata. Throws as `readParquetTable` does. */
export function describeParquetTable(
  file: DataFile,
): Promise<{ readonly rows: number; readonly columns: readonly string[] }> {
  return withParquet(file, (parquet) => Promise.resolve({ rows: parquet.rows, columns: columnsOf(parquet, file) }));
}

/** Columns with a name; the index of a data frame is none. */
function columnsOf({ columns }: ParquetFile, file: DataFile): string[] {
  const names = columns.map(({ name }) => name);
  refuseRepeated(names, file.path);
  return names.filter((name) => !/^(__index_level_\d+__|)$/.test(name));
}

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
  if (Array.isArray(value)) {
    const hint = 'write flat columns of numbers and texts; several labels an example are not distilled';
    return new DataFault(`${file}: '${name}' holds lists: as labels they are multi-label data`, hint);
  }
  return new DataFault(
    `${file}: '${name}' holds records or bytes`,
    'if they are pictures, write data.format: parquet; a table has flat columns of numbers and texts',
  );
}
