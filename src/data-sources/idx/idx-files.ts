import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DataFault } from '../data-fault';
import { unreadable } from '../files/file-faults';
import type { NamedSplit } from '../parts';
import { statFile } from '../files/read-bytes';
import type { DataFile } from '../source';

/** The parts of a data set in idx files. */
export const idxRoles = ['train images', 'train labels', 'test images', 'test labels'] as const;

export type IdxRole = (typeof idxRoles)[number];

/** The names of MNIST's files, which other sets in this format have too. */
export const standardNames: Readonly<Record<IdxRole, string>> = {
  'train images': 'train-images-idx3-ubyte',
  'train labels': 'train-labels-idx1-ubyte',
  'test images': 't10k-images-idx3-ubyte',
  'test labels': 't10k-labels-idx1-ubyte',
};

/** A name such as `train-images-idx3-ubyte`, `t10k-labels.idx1-ubyte.gz` or `emnist-letters-test-images-idx3-ubyte`. */
const namePattern =
  /(?:^|[-_.])(train|t10k|test)[-_.](images|labels)(?:[-_.]idx[1-4])?(?:[-_.]ubyte)?(?:\.idx)?(?:\.gz)?$/i;

/** The part that a file's name stands for; undefined where it is none of an idx set. */
export function roleOfName(name: string): IdxRole | undefined {
  const [, split, content] = namePattern.exec(name) ?? [];
  return idxRoles.find(
    (role) => role === `${split?.toLowerCase() === 'train' ? 'train' : 'test'} ${content?.toLowerCase() ?? ''}`,
  );
}

/**
 * Finds the idx files of a folder by their names. The test split may be absent as a whole.
 * @throws DataFault that says what was looked for
 */
export async function findIdxFiles(folder: string): Promise<DataFile[]> {
  const names = await namesIn(folder);
  const found: DataFile[] = [];
  const absent: IdxRole[] = [];
  for (const role of idxRoles) {
    const name = oneOf(names, role, folder);
    if (name === undefined) absent.push(role);
    else found.push(await statFile(role, path.join(folder, name)));
  }
  const isWhole = absent.length === 0 || (absent.length === 2 && absent.every((role) => role.startsWith('test')));
  if (isWhole) return found;
  const [missing = 'train images'] = absent;
  throw new DataFault(
    `${folder} has no file of ${missing}: looked for were ${standardNames[missing]}, also with .gz, and names that hold ${missing.replace(' ', '-')}`,
    'put the idx files of one set into the folder, by these names',
  );
}

/**
 * Finds the images and labels of one split, whichever of the two splits their names speak of.
 * @throws DataFault that says what was looked for, or that there are two splits
 */
export async function findIdxSplit(folder: string, split: NamedSplit): Promise<DataFile[]> {
  const names = await namesIn(folder);
  const has = (role: IdxRole): boolean => names.some((name) => roleOfName(name) === role);
  const [isTrain, isTest] = [has('train images'), has('test images')];
  if (isTrain && isTest) {
    throw new DataFault(
      `data.${split}: ${folder} has files of two splits`,
      'name a folder with the images and labels of one split',
    );
  }
  const parts = isTest ? (['test images', 'test labels'] as const) : (['train images', 'train labels'] as const);
  return Promise.all(
    parts.map(async (role) => {
      const name = oneOf(names, role, folder);
      const content = role.endsWith('images') ? 'images' : 'labels';
      if (name !== undefined)
        return { ...(await statFile(role, path.join(folder, name))), role: `${split} ${content}` };
      throw new DataFault(
        `data.${split}: ${folder} has no file of ${content}: looked for were names such as ${standardNames[role]}`,
        'put the idx files of one split into the folder',
      );
    }),
  );
}

/**
 * Finds a set's four files by MNIST's own names, packed by gzip or not.
 * @throws DataFault that names each file that is missing, with `says` before it, and `hint` for what to do
 */
export async function findStandardFiles(
  folder: string,
  { says, hint }: { readonly says: string; readonly hint: string },
): Promise<DataFile[]> {
  const names = new Set(await namesIn(folder, hint, says));
  const missing = idxRoles
    .map((role) => standardNames[role])
    .filter((name) => !names.has(name) && !names.has(`${name}.gz`));
  if (missing.length > 0) {
    throw new DataFault(
      `${says}${folder} has no ${missing.join(', ')}, nor ${missing.length === 1 ? 'this' : 'these'} with .gz`,
      hint,
    );
  }
  return Promise.all(
    idxRoles.map((role) => {
      const name = standardNames[role];
      return statFile(role, path.join(folder, names.has(name) ? name : `${name}.gz`));
    }),
  );
}

async function namesIn(folder: string, hint = 'write the path of a folder of idx files', says = ''): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    throw unreadable(`${says}${folder}`, error, { missing: 'there is no such folder', hint });
  }
}

/** The file of a part; where it lies there packed and unpacked, the unpacked one. */
function oneOf(names: readonly string[], role: IdxRole, folder: string): string | undefined {
  const fitting = names.filter((name) => roleOfName(name) === role);
  const standard = fitting.find((name) => name === standardNames[role]);
  if (standard !== undefined) return standard;
  const distinct = fitting.filter((name) => !(name.endsWith('.gz') && fitting.includes(name.slice(0, -3))));
  if (distinct.length < 2) return distinct[0];
  throw new DataFault(
    `${folder} has several files of ${role}: ${distinct.slice(0, 4).join(', ')}`,
    'put each set into a folder of its own',
  );
}
