import type { DataFile } from '../source';
import type { TableColumn } from './column-builder';
import { firstLook } from './first-look';
import type { TextTableOptions } from './read-table';

/** Different values of a column of classes: this many at most, and of the rows that were looked at this share. */
const maxValues = 100;
const maxShare = 1 / 3;

/** The column that is most likely the label: the last one with a few texts or whole numbers, else the last. */
export async function likelyLabel(file: DataFile, options: TextTableOptions): Promise<string | undefined> {
  const { columns, rows } = await firstLook(file, options);
  return (columns.findLast((column) => isOfClasses(column, rows)) ?? columns.at(-1))?.name;
}

function isOfClasses({ texts, codes, numbers, noNumber }: TableColumn, rows: number): boolean {
  if (codes === undefined || texts.length < 2 || texts.length > Math.max(2, Math.min(maxValues, maxShare * rows))) {
    return false;
  }
  if (noNumber !== undefined) return true;
  return Array.from({ length: rows }, (_, row) => numbers.at(row)).every(
    (value) => Number.isInteger(value) || Number.isNaN(value),
  );
}
