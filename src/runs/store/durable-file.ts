import path from 'node:path';
import { writeAllBytes } from './all-bytes';
import { doNow, type DiskWork } from './disk-work';
import { fileOperations } from './file-operations';
import { store, temporaryName } from './store';

/**
 * Writes a file so that a crash leaves the old or the new content, never a part: temporary name, fsync, rename, fsync
 * of the folder. Throws the file system's error, after removing the temporary file.
 */
export function writeFileDurably(file: string, content: Uint8Array | string): void {
  doNow(writingFile(file, content));
}

/** The same as work that waits for the disk. */
export function* writingFile(file: string, content: Uint8Array | string): DiskWork {
  const written = yield* writingTemporary(file, content);
  yield* written.committing();
}

/** A file under a temporary name, whose bytes have reached the disk. */
export interface TemporaryFile {
  readonly path: string;
  /** Gives the file its name. Throws the file system's error, after removing the temporary file. */
  committing(): DiskWork;
  discard(): void;
}

/** Writes the bytes of `file` under a temporary name beside it. Throws the file system's error, leaving nothing. */
export function writeTemporary(file: string, content: Uint8Array | string): TemporaryFile {
  return doNow(writingTemporary(file, content));
}

/** The same as work that waits for the disk; the bytes may be given in parts. */
export function* writingTemporary(
  file: string,
  content: Uint8Array | string | readonly Uint8Array[],
): DiskWork<TemporaryFile> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const parts = bytes instanceof Uint8Array ? [bytes] : bytes;
  const temporary = temporaryName(file);
  const discard = (): void => removeQuietly(temporary);
  try {
    const descriptor = store.open(temporary, 'create');
    try {
      for (const part of parts) writeAllBytes(descriptor, part);
      // After a failed fsync the cached pages may look clean although they were not written, so fsync is never retried.
      yield descriptor;
    } finally {
      fileOperations.close(descriptor);
    }
  } catch (error) {
    discard();
    throw error;
  }
  return { path: temporary, committing: () => committing(temporary, file), discard };
}

function* committing(temporary: string, file: string): DiskWork {
  try {
    store.rename(temporary, file);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  yield* store.syncingFolder(path.dirname(file));
}

/** A disk that refuses the one thing may refuse the other; the first reason is what counts. */
function removeQuietly(file: string): void {
  try {
    store.remove(file);
  } catch {
    // `distillery check` finds what is left.
  }
}
