import type { DataFile } from '../source';
import { readSplits, type DataSplits } from '../splits';
import { columnNamed } from '../table/plan';
import type { TextTableOptions } from '../table/read-table';
import { readTable } from '../table/table-set';
import { keysOfColumn } from './answers-file';

/** Values of a column of a data set's tables, in the order of their rows. Throws a DataFault where there is none. */
export function readKeys(
  files: readonly DataFile[],
  options: TextTableOptions,
  column: string,
): Promise<DataSplits<readonly string[]>> {
  return readSplits(files, async (split) => {
    const keys: string[] = [];
    for (const file of files.filter(({ role }) => role === `${split} table`)) {
      const table = await readTable(file, options, (name) => name === column);
      for (const key of keysOfColumn(columnNamed(table, column, 'teacher.model.key'), table)) keys.push(key);
    }
    return keys;
  });
}
