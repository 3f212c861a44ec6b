import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';

/**
 * What is done to the files that a run must not lose, one operation each. All of it goes through here, so that a test can put
 * in this module's place one that fails at the Nth operation.
 */
export const fileOperations = {
  open: (file: string, flags: string): number => openSync(file, flags),
  close: (descriptor: number): void => closeSync(descriptor),
  size: (descriptor: number): number => fstatSync(descriptor).size,
  /** Reads at a place; gives how many bytes came, which may be fewer than fit. */
  read: (descriptor: number, bytes: Uint8Array, at: number): number => readSync(descriptor, bytes, 0, bytes.length, at),
  readWhole: (file: string): Buffer => readFileSync(file),
  /** Writes at the descriptor's place; gives how many bytes were taken, which may be fewer without an error. */
  write: (descriptor: number, bytes: Uint8Array): number => writeSync(descriptor, bytes),
  truncate: (descriptor: number, length: number): void => ftruncateSync(descriptor, length),
  sync: (descriptor: number): void => fsyncSync(descriptor),
  rename: (from: string, to: string): void => renameSync(from, to),
  /** Removes a file or a folder with all in it; what is not there is no error. */
  remove: (file: string): void => rmSync(file, { recursive: true, force: true }),
  /** Makes a folder in one that is there. A run whose folder was deleted must not come back as a part of itself. */
  makeFolder: (folder: string): void => {
    try {
      mkdirSync(folder);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  },
};
