import {
  closeSync,
  copyFileSync,
  constants,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFile,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
  type Dirent,
  type Stats,
} from 'node:fs';
import { promisify } from 'node:util';
import { hasCode } from './error-code';
import { retryWhileLocked } from './retry-while-locked';

const readLater = promisify(readFile);
const syncLater = promisify(fsync);

/** Tries of a removal while another program has a file open, as `retryWhileLocked` makes them of other operations. */
const removal = process.platform === 'win32' ? { maxRetries: 4, retryDelay: 50 } : {};

/**
 * Operations on files below `.distillery`, one system call each. `store` checks a path and then calls these; a test can put
 * a module in this one's place that fails at the Nth operation.
 */
export const fileOperations = {
  open: (file: string, flags: number): number => openSync(file, flags),
  close: (descriptor: number): void => closeSync(descriptor),
  /** Status of an open file. */
  statusOf: (descriptor: number): Stats => fstatSync(descriptor),
  /** Status of an entry, a link not followed; undefined where there is none. */
  status: (file: string): Stats | undefined => lstatSync(file, { throwIfNoEntry: false }),
  /** Identity of a folder on its disk: a copy of it gets another number. */
  inode: (folder: string): bigint | undefined => lstatSync(folder, { bigint: true, throwIfNoEntry: false })?.ino,
  /** Path with its links followed; undefined where it leads nowhere. */
  realPath: (file: string): string | undefined => {
    try {
      return realpathSync(file);
    } catch {
      return undefined;
    }
  },
  list: (folder: string): Dirent[] => readdirSync(folder, { withFileTypes: true }),
  size: (descriptor: number): number => fstatSync(descriptor).size,
  /** Reads at an offset; gives how many bytes came, which may be fewer than fit. */
  read: (descriptor: number, bytes: Uint8Array, at: number): number => readSync(descriptor, bytes, 0, bytes.length, at),
  readWhole: (descriptor: number): Buffer => readFileSync(descriptor),
  /** Reads a whole open file without holding up the event loop. */
  readWholeLater: (descriptor: number): Promise<Buffer> => readLater(descriptor),
  /** Writes at the descriptor's position; gives how many bytes were taken, which may be fewer without an error. */
  write: (descriptor: number, bytes: Uint8Array): number => writeSync(descriptor, bytes),
  truncate: (descriptor: number, length: number): void => ftruncateSync(descriptor, length),
  sync: (descriptor: number): void => fsyncSync(descriptor),
  /** Syncs a descriptor without holding up the event loop. */
  syncLater: (descriptor: number): Promise<void> => syncLater(descriptor),
  /** Bytes that a user may still write on the disk of a folder. */
  freeBytes: (folder: string): number => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  },
  /** Number of the file system of a folder, as its kernel gives it. */
  fileSystemType: (folder: string): number => statfsSync(folder).type,
  rename: (from: string, to: string): void => retryWhileLocked(() => renameSync(from, to)),
  /** Gives a file a second name, which must be free. */
  link: (from: string, to: string): void => linkSync(from, to),
  /** Copies a file to a name that must be free. */
  copy: (from: string, to: string): void => copyFileSync(from, to, constants.COPYFILE_EXCL),
  /** Removes a file, a link or a folder with all in it, following no link; what is not there is no error. */
  remove: (file: string): void => rmSync(file, { recursive: true, force: true, ...removal }),
  /** Makes a folder in one that is there. A run whose folder was deleted must not come back as a part of itself. */
  makeFolder: (folder: string): void => {
    try {
      mkdirSync(folder);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  },
};
