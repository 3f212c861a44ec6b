import { readdir } from 'node:fs/promises';
import { splitOfWord } from '../arrays/array-names';
import { DataFault } from '../data-fault';
import { isGlob } from '../files/glob';
import { isFolder, statFile } from '../files/read-bytes';
import type { DataFile, DataPlace } from '../source';
import type { NamedSplit } from '../parts';
import { findShards, isShardName } from './shards';

const tableName = /\.(csv|tsv|tab|txt|parquet)$/i;

const pathHint = 'write the path of a table';

/**
 * Finds the table that is named, those that a pattern stands for, or those of a folder: `train.csv`, and `val.csv` and `test.csv`
 * where they are there, or their parts, such as `train-00000-of-00002.parquet`; one table alone may have any name.
 * @throws DataFault that says what was looked for
 */
export async function findTables(written: string, place: DataPlace): Promise<DataFile[]> {
  if (isGlob(written)) return findShards(written, { kind: 'table', ending: tableName }, place);
  const target = await place.resolve(written);
  if (!(await isFolder(target, pathHint))) return [await statFile('train table', named(target))];
  const names = (await readdir(target)).filter((name) => tableName.test(name)).sort();
  const [only] = names;
  const found = names.flatMap((name) => {
    const split = splitOfWord(name.replace(/\.[^.]*$/, ''));
    return split === undefined ? [] : [{ name, split }];
  });
  if (names.length === 1 && only !== undefined) {
    return [await statFile('train table', await place.resolve(`${written}/${only}`))];
  }
  if (names.length > 0 && names.every(isShardName)) {
    return findShards(`${written}/*`, { kind: 'table', ending: tableName }, place);
  }
  const twice = found.find(({ split }, index) => found.findIndex((one) => one.split === split) !== index);
  if (found.some(({ split }) => split === 'train') && twice === undefined) {
    return Promise.all(
      found.map(async ({ name, split }) => statFile(`${split} table`, await place.resolve(`${written}/${name}`))),
    );
  }
  const there = names.length === 0 ? 'no table' : `the tables ${names.slice(0, 8).join(', ')}`;
  throw new DataFault(
    `${target} has ${there}, where train.csv is looked for`,
    'write the path of one table in data.path',
  );
}

/** Finds the table, or those of a pattern, of a split that a config names a path for. */
export async function findTable(written: string, split: NamedSplit, place: DataPlace): Promise<DataFile[]> {
  if (isGlob(written)) return findShards(written, { kind: 'table', ending: tableName, only: split }, place);
  const target = await place.resolve(written);
  if (!(await isFolder(target, pathHint))) return [await statFile(`${split} table`, named(target))];
  throw new DataFault(`data.${split}: ${target} is a folder`, 'write the path of one table');
}

function named(target: string): string {
  if (tableName.test(target)) return target;
  throw new DataFault(`${target} is no .csv, .tsv or .parquet file`, 'name a table');
}
