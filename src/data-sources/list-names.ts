import { sourceOf, type DataOptions } from './catalogue';
import { listArrays } from './arrays/stored-array';
import { statFile } from './files/read-bytes';
import type { DataFile, DataPlace } from './source';
import { firstLook } from './table/first-look';
import { withParquet } from './parquet/parquet-file';
import type { TextTableOptions } from './table/read-table';

/** A name that settings of data may use, with a word about it. */
export interface DataName {
  readonly name: string;
  readonly detail?: string;
}

/** Columns of a table or of a list of pictures, or keys of arrays, by a first look at the files; throws as the format's `find` does. */
export async function listDataNames(options: DataOptions, place: DataPlace): Promise<DataName[]> {
  if (options.format === 'images') {
    // The pictures themselves have no names of this kind.
    const { list } = options;
    return list === undefined ? [] : columnsIn([await statFile('list', await place.resolve(list))], {});
  }
  const files = await sourceOf(options).find(options, place);
  switch (options.format) {
    case 'table':
      return columnsIn(files.slice(0, 1), options);
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

async function columnsIn([file]: readonly DataFile[], options: TextTableOptions): Promise<DataName[]> {
  if (file === undefined) return [];
  const { columns, firstRows: rows } = await firstLook(file, options);
  return columns.map(({ name }, index) => {
    const values = rows.map((row) => row[index] ?? '').slice(0, 3);
    return { name, detail: values.join(', ').slice(0, 60) };
  });
}
