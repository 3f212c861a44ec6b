import { sourceOf, type DataOptions } from './catalogue';
import { listArrays } from './arrays/stored-array';
import { readParquetTable } from './table/parquet';
import { withParquet } from './table/parquet-file';
import { readTextTable } from './table/read-table';
import type { DataFile, DataPlace } from './source';

/** A name that settings of data may use, with a word about it. */
export interface DataName {
  readonly name: string;
  readonly detail?: string;
}

/** Bytes and rows of a table for a first look. */
const firstBytes = 1 << 16;
const firstRows = 20;

/** Columns of a table, or keys of arrays, by a first look at the files; throws as the format's `find` does. */
export async function listDataNames(options: DataOptions, place: DataPlace): Promise<DataName[]> {
  const files = await sourceOf(options).find(options, place);
  switch (options.format) {
    case 'table':
      return columnsIn(files.slice(0, 1), options.header);
    case 'parquet':
      return picturesColumnsIn(files.slice(0, 1));
    case 'arrays':
      return (await Promise.all(files.map(listArrays))).flat().map(({ key }) => ({ name: key }));
    default:
      return [];
  }
}

async function picturesColumnsIn([file]: readonly DataFile[]): Promise<DataName[]> {
  if (file === undefined) return [];
  return withParquet(file, ({ columns }) =>
    Promise.resolve(
      columns.map(({ name, fields }) => ({ name, ...(fields.length > 0 && { detail: fields.join(', ') }) })),
    ),
  );
}

async function columnsIn([file]: readonly DataFile[], header: boolean): Promise<DataName[]> {
  if (file === undefined) return [];
  const isParquet = /\.parquet$/i.test(file.path);
  const end = file.bytes > firstBytes ? firstBytes : Infinity;
  const { columns, firstRows: rows } = isParquet
    ? await readParquetTable(file, { maxRows: firstRows })
    : await readTextTable(file, { header }, { end });
  return columns.map(({ name }, index) => {
    const values = rows.map((row) => row[index] ?? '').slice(0, 3);
    return { name, detail: values.join(', ').slice(0, 60) };
  });
}
