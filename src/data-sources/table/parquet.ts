import { DataFault } from '../data-fault';
import { maxClasses } from '../fields';
import type { DataFile } from '../source';
import { ColumnBuilder, type IsExact, type TableColumn } from './column-builder';
import { assertValues, withParquet, type ParquetColumn, type ParquetFile } from '../parquet/parquet-file';
import { refuseRepeated, type Table } from './read-table';

/** Rows that are shown. */
const shownRows = 5;

/** Rows and precision in which a table is read. */
export interface ParquetReading {
  /** Reads the first rows alone, for a first look; absent, all. */
  readonly maxRows?: number;
  /** Absent, no column is exact. */
  readonly isExact?: IsExact;
}

/**
 * Reads the flat columns of a parquet file, one after the other and page by page. Throws a DataFault that names the file, and the
 * column where there is one.
 */
export function readParquetTable(
  file: DataFile,
  { maxRows = Infinity, isExact = () => false }: ParquetReading = {},
): Promise<Table> {
  return withParquet(file, async (parquet) => {
    const columns = columnsOf(parquet, file);
    const rows = Math.min(parquet.rows, maxRows);
    assertValues(rows * columns.length, file.path, file.bytes);
    const firstRows = Array.from({ length: Math.min(rows, shownRows) }, (): string[] => []);
    const read: TableColumn[] = [];
    for (const column of columns) {
      const builder = new ColumnBuilder(column.name, maxClasses, isExact(column.name));
      let row = 0;
      for await (const page of pagesOf(parquet, column, rows, file.path)) {
        const end = Math.min(rows - row, page.length);
        for (let place = 0; place < end; place += 1) {
          const { text, number } = tableValue(page[place], column.name, file.path);
          builder.add(text, number);
          firstRows[row + place]?.push(text ?? '');
        }
        row += end;
      }
      read.push(builder.build());
    }
    return { file: file.path, rows, columns: read, firstRows };
  });
}

/** Values of a column in the groups that have the first rows. */
async function* pagesOf(
  parquet: ParquetFile,
  { name, holds }: ParquetColumn,
  rows: number,
  file: string,
): AsyncGenerator<ArrayLike<unknown>> {
  if (holds !== 'values') throw nested(name, holds, file);
  for (const [place, { start, end }] of parquet.groups.entries()) {
    if (start < rows && end > start) yield* parquet.read([name], place);
  }
}

/** Rows and names of the columns of a parquet file, by its metadata. Throws as `readParquetTable` does. */
export function describeParquetTable(
  file: DataFile,
): Promise<{ readonly rows: number; readonly columns: readonly string[] }> {
  return withParquet(file, (parquet) => {
    const names = columnsOf(parquet, file).map(({ name }) => name);
    return Promise.resolve({ rows: parquet.rows, columns: names });
  });
}

/** Columns with a name; the index of a data frame is none. */
function columnsOf({ columns }: ParquetFile, file: DataFile): ParquetColumn[] {
  refuseRepeated(
    columns.map(({ name }) => name),
    file.path,
  );
  return columns.filter(({ name }) => !/^(__index_level_\d+__|)$/.test(name));
}

interface Value {
  readonly text?: string;
  readonly number?: number;
}

/** A value as text, and as a number where it is one; both are absent where it is missing. */
function tableValue(value: unknown, name: string, file: string): Value {
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
      throw nested(name, 'records', file);
  }
}

function nested(name: string, holds: ParquetColumn['holds'], file: string): DataFault {
  if (holds === 'lists') {
    const hint = 'write flat columns of numbers and texts; several labels an example are not distilled';
    return new DataFault(`${file}: '${name}' holds lists: as labels they are multi-label data`, hint);
  }
  return new DataFault(
    `${file}: '${name}' holds records or bytes`,
    'if they are pictures, write data.format: parquet; a table has flat columns of numbers and texts',
  );
}
