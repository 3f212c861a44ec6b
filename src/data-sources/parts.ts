import { statSync } from 'node:fs';
import { DataFault } from './data-fault';
import { pathOfPart } from './fields';
import type { DataFile } from './source';

/** Splits that a config may name a path for. */
export const namedSplits = ['validation', 'test'] as const;

export type NamedSplit = (typeof namedSplits)[number];

/** Settings of the splits beside the training split. */
export interface PartOptions {
  readonly validation?: number | string | undefined;
  readonly test?: number | string | undefined;
}

/**
 * The files of a data set, those of the splits that a config gives paths for among them. Roles of files begin with the name of their split.
 * @param files those of the data itself
 * @param find finds the files of one split at a path, as the config writes it
 * @throws DataFault where the data has that split already, or where one file would serve two splits
 */
export async function withParts(
  options: PartOptions,
  files: readonly DataFile[],
  find: (split: NamedSplit, written: string) => Promise<readonly DataFile[]>,
): Promise<DataFile[]> {
  const found = [...files];
  for (const split of namedSplits) {
    const written = pathOfPart(options[split]);
    if (written === undefined) continue;
    if (files.some(({ role }) => role.startsWith(split))) {
      throw new DataFault(`data.${split}: the data has a ${split} split of its own`, `take data.${split} out`);
    }
    const own = await find(split, written);
    refuseUsedTwice(found, own, split);
    found.push(...own);
  }
  return found;
}

function refuseUsedTwice(before: readonly DataFile[], own: readonly DataFile[], split: NamedSplit): void {
  const [byPath, byName] = [new Map<string, DataFile>(), new Map<string, DataFile>()];
  for (const file of before) {
    byPath.set(file.path, file);
    byName.set(nameWithoutForm(file.path), file);
  }
  const sameAs = (file: DataFile): DataFile | undefined => {
    const near = byName.get(nameWithoutForm(file.path));
    return byPath.get(file.path) ?? (near !== undefined && isOneFile(near, file) ? near : undefined);
  };
  const used = own.find((file) => sameAs(file) !== undefined);
  if (used === undefined) return;
  const other = namedSplits.find((name) => sameAs(used)?.role.startsWith(name));
  throw new DataFault(
    `data.${split}: ${used.path} is read for ${other ?? 'training'} already`,
    'name other examples, or write a share such as 0.1, which is cut off',
  );
}

/** A path in one case and one Unicode form: many disks of Windows and macOS take all of them for one file. */
function nameWithoutForm(file: string): string {
  return (isAscii.test(file) ? file : file.normalize('NFC')).toLowerCase();
}

const isAscii = /^[\x20-\x7e]*$/;

/** Whether two paths lead to one file. */
function isOneFile(one: DataFile, other: DataFile): boolean {
  if (one.bytes !== other.bytes || one.changedAt !== other.changedAt) return false;
  const [first, second] = [one, other].map(({ path }) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
