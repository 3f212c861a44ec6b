// The one way to the files below `.distillery`, which may have come with a clone. Node has no `openat`, so each folder on
// the way is looked at before a file in it is opened; SECURITY.md says what race is left.
import { randomBytes } from 'node:crypto';
import { constants, type Dirent, type Stats } from 'node:fs';
import path from 'node:path';
import { writeAllBytes } from './all-bytes';
import { allowedFoldersOf, assertInsideWorkspace, StoreRefusal } from './allowed-roots';
import { doNow, type DiskWork } from './disk-work';
import { fileOperations } from './file-operations';
import { storeName, storeFolders } from './layout';
import { folderSettings } from './user-folders';
import { withSlashes } from '../../paths';

/** Refusal of an entry below `.distillery` of another kind than belongs there: a link, a pipe, a folder instead of a file. */
export class MisplacedEntry extends StoreRefusal {
  constructor(
    /** Path as messages have it. */
    readonly place: string,
    /** Kind in words: `a link`, `a named pipe`. */
    readonly found: string,
    readonly expected: 'a file' | 'a folder',
  ) {
    super(`${place} is ${found}, not ${expected}; nothing is read or written through it. Remove it`);
  }
}

/** Mode of opening a file; `overwrite` keeps the file and replaces its content, `create` fails when the file exists. */
export type OpenMode = 'read' | 'append' | 'read and append' | 'overwrite' | 'create';

/** Windows has none of these; there `status` alone tells. A pipe without a writer would block for ever. */
const guarded = flag('O_NOFOLLOW') | flag('O_NONBLOCK');

const openFlags: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY,
  append: constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT,
  'read and append': constants.O_RDWR | constants.O_APPEND | constants.O_CREAT,
  // Not truncated by opening: what was opened is looked at first.
  overwrite: constants.O_WRONLY | constants.O_CREAT,
  create: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
};

function flag(name: string): number {
  const known: Readonly<Record<string, number | undefined>> = constants;
  return known[name] ?? 0;
}

const allowedRoots = (): readonly string[] => folderSettings() ?? allowedFoldersOf(process.env);

/**
 * Operations on files and folders below `.distillery`, by absolute path. Each refuses, with a MisplacedEntry that names the
 * path, a path with a link at any level below `.distillery`, and whatever is neither a file nor a folder; nothing blocks.
 * `.distillery` itself may be a link into the workspace or an allowed folder. In a run folder that lies elsewhere the last
 * two levels are looked at. Beside that they throw the file system's errors.
 */
export const store = {
  /** Opens a file and gives its descriptor, to be closed by `fileOperations.close`. */
  open(file: string, mode: OpenMode): number {
    for (let tries = 0; tries < replacedTries; tries += 1) {
      const descriptor = openUnlessReplaced(file, mode);
      if (descriptor !== undefined) return descriptor;
    }
    throw new StoreRefusal(`${nameOf(file)} was replaced by others each of ${replacedTries} times; try again`);
  },

  read: (file: string): Buffer => withFile(file, 'read', (descriptor) => fileOperations.readWhole(descriptor)),

  readText: (file: string): string => store.read(file).toString('utf8'),

  /** Reads a file that a run writes a few hundred bytes into. Throws a StoreRefusal where it has more than 1 MB. */
  readSmallText: (file: string): string =>
    withFile(file, 'read', (descriptor) => {
      const size = fileOperations.size(descriptor);
      if (size > maxSmallBytes)
        throw new StoreRefusal(`${nameOf(file)} has ${size} bytes; no run writes so many there`);
      return fileOperations.readWhole(descriptor).toString('utf8');
    }),

  /** Replaces small content, with no promise of either after a crash. */
  overwrite: (file: string, content: string): void =>
    withFile(file, 'overwrite', (descriptor) => {
      fileOperations.truncate(descriptor, 0);
      writeAllBytes(descriptor, Buffer.from(content, 'utf8'));
    }),

  /** Appends text to a file, which is made where there is none. */
  append: (file: string, text: string): void =>
    withFile(file, 'append', (descriptor) => writeAllBytes(descriptor, Buffer.from(text, 'utf8'))),

  /** Cuts a file to its first bytes. */
  cut: (file: string, length: number): void =>
    withFile(file, 'overwrite', (descriptor) => fileOperations.truncate(descriptor, length)),

  /** Reads a file without holding up the event loop. */
  async readLater(file: string): Promise<Buffer> {
    const descriptor = store.open(file, 'read');
    try {
      return await fileOperations.readWholeLater(descriptor);
    } finally {
      fileOperations.close(descriptor);
    }
  },

  /** Status of a file; undefined where there is none. */
  fileStatus: (file: string): Stats | undefined => statusOfFile(file),

  /** Status of a folder; undefined where there is none. */
  folderStatus(folder: string): Stats | undefined {
    checkFolders(folder);
    const status = fileOperations.status(folder);
    if (status !== undefined && !isStoreRoot(folder) && !status.isDirectory())
      throw misplaced(folder, status, 'a folder');
    return status;
  },

  /** Whether a file is there. */
  hasFile: (file: string): boolean => statusOfFile(file) !== undefined,

  /** Whether a folder is there. */
  hasFolder: (folder: string): boolean => store.folderStatus(folder) !== undefined,

  /** Entries of a folder; none where it is not there. Their kinds are not checked. */
  list(folder: string): Dirent[] {
    return store.hasFolder(folder) ? fileOperations.list(folder) : [];
  },

  /** Makes a folder in one that is there. */
  makeFolder(folder: string): void {
    if (!store.hasFolder(folder)) fileOperations.makeFolder(folder);
  },

  /** Makes a folder and those that it lies in. */
  makeFolders(folder: string): void {
    if (store.hasFolder(folder)) return;
    if (!isStoreRoot(folder)) store.makeFolders(path.dirname(folder));
    fileOperations.makeFolder(folder);
  },

  /** Removes a plain file in the place of a cache's folder, where it would keep the cache from being made anew. */
  clearPlaceOfFolder(folder: string): void {
    checkFolders(folder);
    if (!isStoreRoot(folder) && fileOperations.status(folder)?.isFile() === true) fileOperations.remove(folder);
  },

  rename(from: string, to: string): void {
    for (const file of [from, to]) checkFolders(file);
    fileOperations.rename(from, to);
  },

  /** Gives a file a second name, which must be free; one of the two may lie in another store. */
  link(from: string, to: string): void {
    for (const file of [from, to]) statusOfFile(file);
    fileOperations.link(from, to);
  },

  /** Copies a file to a name that must be free. */
  copy(from: string, to: string): void {
    for (const file of [from, to]) statusOfFile(file);
    fileOperations.copy(from, to);
  },

  /** Removes a file, a link or a folder with all in it, and nothing that a link leads to; what is not there is no error. */
  remove(entry: string): void {
    checkFolders(entry);
    fileOperations.remove(entry);
  },

  /** Makes names in a folder last. */
  syncFolder: (folder: string): void => doNow(store.syncingFolder(folder)),

  /** The same as work that waits for the disk. */
  *syncingFolder(folder: string): DiskWork {
    // Windows cannot open a folder for syncing; its rename is journalled.
    if (process.platform === 'win32' || !store.hasFolder(folder)) return;
    const descriptor = fileOperations.open(folder, constants.O_RDONLY | flag('O_DIRECTORY'));
    try {
      yield descriptor;
    } finally {
      fileOperations.close(descriptor);
    }
  },
};

/** The name under which a file is written before it has its own. Whoever made the folder cannot guess it. */
export function temporaryName(file: string): string {
  return `${file}.${randomBytes(8).toString('hex')}.part`;
}

/** Whether a name is that of a file which its writer did not finish; writers before 0.2 put their process's id there. */
export function isTemporaryName(name: string): boolean {
  return /\.(?:\d+|[0-9a-f]{16})\.part$/.test(name);
}

const maxSmallBytes = 1 << 20;

/** A writer that replaces a file takes a millisecond or more for each time. */
const replacedTries = 50;

/** Opens a file; undefined where another file took its place between the look at it and its opening. */
function openUnlessReplaced(file: string, mode: OpenMode): number | undefined {
  const before = statusOfFile(file);
  const descriptor = fileOperations.open(file, openFlags[mode] | guarded);
  let isKept = false;
  try {
    const after = fileOperations.statusOf(descriptor);
    if (!after.isFile()) throw misplaced(file, after, 'a file');
    isKept = before === undefined || before.ino === after.ino;
  } finally {
    if (!isKept) fileOperations.close(descriptor);
  }
  return isKept ? descriptor : undefined;
}

function withFile<Value>(file: string, mode: OpenMode, use: (descriptor: number) => Value): Value {
  const descriptor = store.open(file, mode);
  try {
    return use(descriptor);
  } finally {
    fileOperations.close(descriptor);
  }
}

function statusOfFile(file: string): Stats | undefined {
  checkFolders(file);
  const status = fileOperations.status(file);
  if (status !== undefined && !status.isFile()) throw misplaced(file, status, 'a file');
  return status;
}

/** Refuses a path with an entry on its way that is no folder; missing folders are the operation's own error. */
function checkFolders(file: string): void {
  const absolute = path.resolve(file);
  const root = storeRootOf(absolute);
  if (root === undefined) {
    checkFolder(path.dirname(absolute));
    return;
  }
  checkRoot(root);
  let folder = root;
  for (const name of path.relative(root, absolute).split(path.sep).slice(0, -1)) {
    folder = path.join(folder, name);
    checkFolder(folder);
  }
}

function checkFolder(folder: string): void {
  const status = fileOperations.status(folder);
  if (status !== undefined && !status.isDirectory()) throw misplaced(folder, status, 'a folder');
}

function checkRoot(root: string): void {
  const status = fileOperations.status(root);
  if (status === undefined || status.isDirectory()) return;
  if (!status.isSymbolicLink()) throw misplaced(root, status, 'a folder');
  if (fileOperations.realPath(root) === undefined) {
    throw new MisplacedEntry(nameOf(root), 'a link that leads nowhere', 'a folder');
  }
  assertInsideWorkspace(root, path.dirname(root), allowedRoots());
}

function isStoreRoot(folder: string): boolean {
  return storeRootOf(path.resolve(folder)) === path.resolve(folder);
}

/** The `.distillery` that a path lies in: the outermost that one of its folders follows, or that ends the path. */
function storeRootOf(absolute: string): string | undefined {
  const names = absolute.split(path.sep);
  const rootIndex = names.findIndex((name, index) => {
    const next = names[index + 1];
    return (
      name === storeName &&
      (next === undefined || storeFolders.some((one) => next === one || next.startsWith(`${one}.`)))
    );
  });
  return rootIndex < 0 ? undefined : names.slice(0, rootIndex + 1).join(path.sep);
}

function misplaced(file: string, status: Stats, expected: 'a file' | 'a folder'): MisplacedEntry {
  return new MisplacedEntry(nameOf(file), kindOf(status), expected);
}

/** Kind of a directory entry in words: `a link`, `a named pipe`. */
export function kindOf(status: Stats | Dirent): string {
  if (status.isSymbolicLink()) return 'a link';
  if (status.isFIFO()) return 'a named pipe';
  if (status.isSocket()) return 'a socket';
  if (status.isDirectory()) return 'a folder';
  return status.isFile() ? 'a file' : 'a device';
}

/** Name of a path in messages, in one form on every platform: from its `.distillery`, or from its folder. */
function nameOf(file: string): string {
  const absolute = path.resolve(file);
  const from = path.dirname(storeRootOf(absolute) ?? path.dirname(absolute));
  return withSlashes(path.relative(from, absolute));
}
