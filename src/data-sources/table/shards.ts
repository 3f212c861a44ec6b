import path from 'node:path';
import { splitOfWord } from '../arrays/array-names';
import { DataFault } from '../data-fault';
import { expandGlob } from '../files/glob';
import { statFile } from '../files/read-bytes';
import type { DataFile, DataPlace } from '../source';
import type { SplitName } from '../splits';

/** The split that the first word of a name stands for, as in `train-00000-of-00002.parquet`. */
function splitOfName(name: string): SplitName | undefined {
  return splitOfWord(/^[a-z]+(?=[-_.])/i.exec(name)?.[0]);
}

/** Whether a name is that of a part of a file, such as `train-00000-of-00002.parquet`. */
export function isShardName(name: string): boolean {
  return /-\d{4,6}-of-\d{4,6}\b/.test(name) && splitOfName(name) !== undefined;
}

/**
 * Sorts files into splits by the first words of their names: `train-…`, `val-…` and `test-…`. Where none begins with train,
 * all are of the training split.
 * @throws DataFault where one file among those of named splits has no such name
 */
export function splitsOfNames(written: readonly string[]): { readonly written: string; readonly split: SplitName }[] {
  const named = written.map((one) => ({ written: one, split: splitOfName(path.posix.basename(one)) }));
  if (!named.some(({ split }) => split === 'train')) return written.map((one) => ({ written: one, split: 'train' }));
  return named.map(({ written: one, split }) => {
    if (split !== undefined) return { written: one, split };
    const message = `${one} names no split, and others begin with train`;
    throw new DataFault(message, 'begin each name with train, val or test, or write a narrower pattern');
  });
}

/**
 * Finds the files of a pattern, such as `data/*.parquet`. Their roles are their split and, behind a space, `kind`.
 * @param only takes all files for one split, in place of that of their names
 * @throws DataFault where it stands for no file of that kind
 */
export async function findShards(
  written: string,
  { kind, ending, only }: { readonly kind: string; readonly ending: RegExp; readonly only?: SplitName },
  place: DataPlace,
): Promise<DataFile[]> {
  const names = await expandGlob(written, place);
  const other = names.find((name) => !ending.test(name));
  if (other !== undefined)
    throw new DataFault(`'${written}' stands for ${other} too`, 'write its ending, as in *.parquet');
  const shards = only === undefined ? splitsOfNames(names) : names.map((name) => ({ written: name, split: only }));
  return Promise.all(
    // A file may be a link: where that leads is judged as the path of the folder is.
    shards.map(async ({ written: name, split }) => statFile(`${split} ${kind}`, await place.resolve(name))),
  );
}
