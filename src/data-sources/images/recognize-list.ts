import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DataFault } from '../data-fault';
import { isFolder, statFile } from '../files/read-bytes';
import type { DataPlace } from '../source';
import { firstLook } from '../table/first-look';
import type { Table } from '../table/read-table';
import { pictureName } from './image-folders';
import { usualNames } from './image-list';

/** Tables of a folder that are looked at. */
const maxTables = 8;

const tableName = /\.(csv|tsv)$/i;

/**
 * Settings of a list of pictures, where a path is one, or a folder with one in it: a table with a column of names of pictures.
 * Undefined for anything else.
 */
export async function recognizeList(at: string, place: DataPlace): Promise<Record<string, unknown> | undefined> {
  for (const list of await tablesAt(at, place)) {
    const columns = await columnsOfList(list, place);
    if (columns === undefined) continue;
    const { isUsual, ...written } = columns;
    return { format: 'images', path: path.posix.dirname(list), list, ...(!isUsual && { columns: written }) };
  }
  return undefined;
}

/** The table at a path, or those in a folder, as a config would write them. */
async function tablesAt(written: string, place: DataPlace): Promise<string[]> {
  try {
    const target = await place.resolve(written);
    if (!(await isFolder(target, 'write the path of a list'))) return tableName.test(written) ? [written] : [];
    const names = (await readdir(target)).filter((name) => tableName.test(name) && !name.startsWith('.'));
    return names
      .sort()
      .slice(0, maxTables)
      .map((name) => path.posix.join(written, name));
  } catch {
    // Each format says what it looked for there.
    return [];
  }
}

interface ListColumns {
  readonly path: string;
  readonly label: string;
  /** They are found without being written. */
  readonly isUsual: boolean;
}

async function columnsOfList(list: string, place: DataPlace): Promise<ListColumns | undefined> {
  try {
    const file = await statFile('list', await place.resolve(list));
    return chosenColumns(await firstLook(file, {}));
  } catch (error) {
    if (error instanceof DataFault || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}

/** The column of the pictures, and that of the labels: one of the usual names, else the last other one. */
function chosenColumns({ columns, firstRows }: Table): ListColumns | undefined {
  const names = columns.map(({ name }) => name);
  const isOfPictures = (column: number): boolean =>
    firstRows.length > 0 && firstRows.every((row) => pictureName.test(row[column] ?? ''));
  const found = names.find((_, column) => isOfPictures(column));
  const usual = (kind: 'path' | 'label'): string | undefined => usualNames[kind].find((name) => names.includes(name));
  const label = usual('label') ?? names.findLast((name) => name !== found);
  if (found === undefined || label === undefined || label === found) return undefined;
  return { path: found, label, isUsual: usual('path') === found && usual('label') === label };
}
