import { readdir } from 'node:fs/promises';
import { DataFault } from '../data-fault';
import { unreadable } from '../files/file-faults';
import { statFile } from '../files/read-bytes';
import type { DataFile, DataPlace } from '../source';

/** Layouts of the sets as they are published: CIFAR-10 and CIFAR-100, in binary or as Python's pickles. */
export interface CifarLayout {
  readonly classes: 10 | 100;
  readonly isPickled: boolean;
}

interface Published extends CifarLayout {
  readonly train: readonly string[];
  readonly test: string;
  /** Files of the names of the classes, by kind of label. */
  readonly names: Readonly<Partial<Record<'fine' | 'coarse', string>>>;
}

const batches = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}`);

const published: readonly Published[] = [
  {
    classes: 10,
    isPickled: false,
    train: batches.map((name) => `${name}.bin`),
    test: 'test_batch.bin',
    names: { fine: 'batches.meta.txt' },
  },
  { classes: 10, isPickled: true, train: batches, test: 'test_batch', names: { fine: 'batches.meta' } },
  {
    classes: 100,
    isPickled: false,
    train: ['train.bin'],
    test: 'test.bin',
    names: { fine: 'fine_label_names.txt', coarse: 'coarse_label_names.txt' },
  },
  { classes: 100, isPickled: true, train: ['train'], test: 'test', names: { fine: 'meta', coarse: 'meta' } },
];

/** Layout of the set that files were found of. */
export function layoutOf(files: readonly DataFile[]): CifarLayout {
  const [, classes, kind] = files[0]?.role.split(' ') ?? [];
  return { classes: classes === '100' ? 100 : 10, isPickled: kind === 'pickled' };
}

/**
 * Finds the files of a set by their published names. Names of the classes may be absent.
 * @throws DataFault that names the file that is missing
 */
export async function findCifar(written: string, labels: 'fine' | 'coarse', place: DataPlace): Promise<DataFile[]> {
  const folder = await place.resolve(written);
  const names = new Set(await namesIn(folder));
  const set = published.find(({ train }) => train.some((name) => names.has(name)));
  if (set === undefined) {
    const inner = [...names].find((name) => /^cifar-10{1,2}-/.test(name) && !name.includes('.'));
    const message = `${folder} has neither data_batch_1.bin, data_batch_1, train.bin nor train`;
    if (inner === undefined) throw new DataFault(message, 'unpack the archive, and name the folder with its batches');
    const remedy = { path: ['data', 'path'], value: `${written}/${inner}` };
    throw new DataFault(message, `write path: ${written}/${inner}`, { remedy });
  }
  const missing = [...set.train, set.test].filter((name) => !names.has(name));
  if (missing.length > 0) throw new DataFault(`${folder} has no ${missing.join(', ')}`, 'unpack the archive again');
  const about = `${set.classes} ${set.isPickled ? 'pickled' : 'binary'}`;
  const nameFile = set.names[labels];
  const roles: (readonly [role: string, name: string])[] = [
    ...set.train.map((name) => [`train ${about}`, name] as const),
    [`test ${about}`, set.test],
    ...(nameFile !== undefined && names.has(nameFile) ? [['names', nameFile] as const] : []),
  ];
  return Promise.all(roles.map(async ([role, name]) => statFile(role, await place.resolve(`${written}/${name}`))));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw unreadable(folder, error, { missing: 'there is no such folder', hint: 'name the folder with the batches' });
  }
}
