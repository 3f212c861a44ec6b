import path from 'node:path';
import { writeAllBytes } from './all-bytes';
import { fileOperations } from './file-operations';
import { store, temporaryName } from './store';

/**
 * Writes a file so that a crash leaves the old or the new content, never a part: temporary name, fsync, rename, fsync
 * of the folder. Throws the file system's error, after removing the temporary file.
 */
export function writeFileDurably(file: string, content: Uint8Array | string): void {
  writeTemporary(file, content).commit();
}

/** A file under a temporary name, whose bytes have reached the disk. */
export interface TemporaryFile {
  readonly path: string;
  /** Gives the file its name. Throws the file system's error, after removing the temporary file. */
  commit(): void;
  discard(): void;
}

/**
 * Writes the bytes of `file`, which may be given in parts, under a temporary name beside it. Throws the file system's error, leaving nothing.
 */
export function writeTemporary(file: string, content: Uint8Array | string | readonly Uint8Array[]): TemporaryFile {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const parts = bytes instanceof Uint8Array ? [bytes] : bytes;
  const temporary = temporaryName(file);
  const discard = (): void => removeQuietly(temporary);
  const guard = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      discard();
      throw error;
    }
  };
  guard(() => {
    const descriptor = store.open(temporary, 'create');
    try {
      for (const part of parts) writeAllBytes(descriptor, part);
      // After a failed fsync the cached pages may look clean although they were not written, so fsync is never retried.
      fileOperations.sync(descriptor);
    } finally {
      fileOperations.close(descriptor);
    }
  });
  const commit = (): void => {
    guard(() => store.rename(temporary, file));
    store.syncFolder(path.dirname(file));
  };
  return { path: temporary, commit, discard };
}

/** A disk that refuses the one thing may refuse the other; the first reason is what counts. */
function removeQuietly(file: string): void {
  try {
    store.remove(file);
  } catch {
    // `distillery check` finds what is left.
  }
}
