import { readdirSync, statSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { sortByCodePoints } from '../classes/code-points';
import { DataFault } from '../data-fault';
import { unreadable } from '../files/file-faults';
import { splitNames, type SplitName } from '../splits';
import type { DataFile, DataPlace } from '../source';
import { FileStatuses } from './stat-files';

/** A folder as a config writes it, and the path that it resolves to. */
interface Folder {
  readonly written: string;
  readonly path: string;
}

/** Names that the folders of the splits may have, in any case. */
const splitFolders: Readonly<Record<SplitName, readonly string[]>> = {
  train: ['train', 'training'],
  validation: ['val', 'valid', 'validation'],
  test: ['test', 'testing'],
};

/** A name of a picture, by its ending. */
export const pictureName = /\.(?:jpe?g|png|webp|bmp|gif)$/i;
const layout = 'put the pictures of each class into a folder with its name';

/**
 * Finds the pictures below a folder: `CLASS/*`, or `train/CLASS/*` with `val` and `test` beside it. They come in the order of
 * torchvision's ImageFolder: classes by code points, the files of a class by folder and name; names that begin with a dot
 * are passed over. The role of a file is its split and, behind a space, its class.
 * @throws DataFault that says what was looked for, or the error of `place.resolve` where a link may not be followed
 */
export async function findImages(written: string, place: DataPlace): Promise<DataFile[]> {
  const walk = new Walk(place);
  const root = { written, path: await place.resolve(written) };
  const folders = await walk.folders(root);
  const isOf = (split: SplitName, { name }: NamedFolder): boolean => splitFolders[split].includes(name.toLowerCase());
  const train = folders.find((folder) => isOf('train', folder));
  const isSplit = train !== undefined && (await walk.folders(train)).length > 0;
  if (!isSplit) {
    await refuseFolderAbove(walk, root, folders);
    return walk.classes('train', root, folders);
  }
  const found: DataFile[] = [];
  for (const split of splitNames) {
    const [folder, second] = folders.filter((one) => isOf(split, one));
    if (second !== undefined && folder !== undefined) {
      throw new DataFault(`${root.path} has both ${folder.name} and ${second.name}`, 'keep one folder a split');
    }
    if (folder !== undefined) found.push(...(await walk.classes(split, folder, await walk.folders(folder))));
  }
  return found;
}

/** Finds the pictures of one split below a folder, `CLASS/*`. Throws as `findImages` does. */
export async function findImageSplit(split: SplitName, written: string, place: DataPlace): Promise<DataFile[]> {
  const walk = new Walk(place);
  const root = { written, path: await place.resolve(written) };
  return walk.classes(split, root, await walk.folders(root));
}

/** Refuses a folder that holds nothing but the folder of the classes, as an unpacked archive often does. */
async function refuseFolderAbove(walk: Walk, root: Folder, folders: readonly NamedFolder[]): Promise<void> {
  const [only, second] = folders;
  if (only === undefined || second !== undefined || (await walk.folders(only)).length < 2) return;
  const inner = path.posix.join(root.written, only.name);
  throw new DataFault(
    `${root.path} has one folder, '${only.name}', and the classes would be the folders in it`,
    `write data.path: ${inner}`,
    { remedy: { path: ['data', 'path'], value: inner } },
  );
}

interface NamedFolder extends Folder {
  readonly name: string;
}

/** Milliseconds after which others have the event loop for a moment. */
const sliceMs = 5;
/** Deeper folders are links that lead round in a circle. */
const maxDepth = 32;
/** Folders that are looked into: links of a clone may lead to one folder by many ways, each as deep as that. */
const maxFolders = 200_000;

class Walk {
  private sliceEnd = performance.now() + sliceMs;
  private folderCount = 0;

  constructor(private readonly place: DataPlace) {}

  /** Folders in a folder, by code points; those whose names begin with a dot are left out. */
  async folders(folder: Folder): Promise<NamedFolder[]> {
    const { folders } = await this.look(folder);
    return folders;
  }

  /** Files of all classes of a split. */
  async classes(split: SplitName, root: Folder, folders: readonly NamedFolder[]): Promise<DataFile[]> {
    if (folders.length === 0) {
      const { names } = await this.look(root);
      const what = names.length > 0 ? 'has pictures, and no folders of classes' : 'has no folders of pictures';
      throw new DataFault(`${root.path} ${what}`, layout);
    }
    const found = new FileStatuses();
    try {
      for (const folder of folders) await this.gather(folder, `${split} ${folder.name}`, found, maxDepth);
      const files = await found.files(() => this.pause());
      if (files.length > 0) return files;
    } finally {
      found.close();
    }
    throw new DataFault(
      `${root.path} has no picture in any of its ${folders.length} folders; looked for were jpg, jpeg, png, webp, bmp and gif`,
      layout,
    );
  }

  /** Adds the pictures of a folder and of those below it. */
  private async gather(folder: Folder, role: string, found: FileStatuses, depth: number): Promise<void> {
    if (depth === 0) throw new DataFault(`${folder.path} is nested too deeply`, 'look for a link that leads back');
    const { names, folders } = await this.look(folder);
    for (const [start, some] of names) found.add(role, start, some);
    for (const inner of folders) await this.gather(inner, role, found, depth - 1);
  }

  /**
   * Folders and pictures of a folder; the names of pictures with the path of the folder that they lie in, its separator at
   * the end. What a link leads to is judged as the path of a config is.
   */
  private async look(folder: Folder): Promise<{ folders: NamedFolder[]; names: [folder: string, names: string[]][] }> {
    this.folderCount += 1;
    if (this.folderCount > maxFolders) {
      throw new DataFault(
        `${folder.path} is one of more than ${maxFolders} folders`,
        'look for links that lead to one folder by many ways',
      );
    }
    const folders: NamedFolder[] = [];
    const names: [folder: string, names: string[]][] = [];
    const start = path.join(folder.path, path.sep);
    const add = (from: string, name: string): void => {
      const last = names.at(-1);
      if (last?.[0] === from) last[1].push(name);
      else names.push([from, [name]]);
    };
    for (const entry of entriesOf(folder)) {
      const { name } = entry;
      if (entry.isFile()) {
        if (pictureName.test(name)) add(start, name);
        continue;
      }
      const written = `${folder.written}/${name}`;
      if (entry.isDirectory()) folders.push({ name, written, path: start + name });
      else if (entry.isSymbolicLink()) {
        const target = await this.place.resolve(written);
        if (statSync(target).isDirectory()) folders.push({ name, written, path: target });
        else if (pictureName.test(name)) add(path.join(path.dirname(target), path.sep), path.basename(target));
      }
    }
    await this.pause();
    return { folders, names };
  }

  /** A window of the editor must not wait for 100,000 files. */
  private async pause(): Promise<void> {
    if (performance.now() < this.sliceEnd) return;
    await setImmediate();
    this.sliceEnd = performance.now() + sliceMs;
  }
}

function entriesOf({ path: folder }: Folder): Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
    return sortByCodePoints(entries, ({ name }) => name);
  } catch (error) {
    throw unreadable(folder, error, {
      missing: 'there is no such folder',
      hint: 'write the path of a folder of pictures',
    });
  }
}
