import { open, stat, type FileHandle } from 'node:fs/promises';
import { DataFault } from '../data-fault';
import { unreadable } from './file-faults';
import type { DataFile } from '../source';

/** The system reads at most 2 GiB at once. */
const chunkBytes = 1 << 28;

/** Largest stretch of a file that is held at once. */
export const maxHeldBytes = 4 * 1024 ** 3 - 1;

/**
 * Reads `length` bytes from `start`. A file that ends before gives fewer.
 * @throws DataFault where that is more than can be held, or the file system's error
 */
export async function readBytes(file: string, start: number, length: number): Promise<Uint8Array> {
  if (length > maxHeldBytes) {
    const message = `${file}: ${length} bytes are more than can be held at once (${maxHeldBytes})`;
    throw new DataFault(message, 'split the file, or save smaller numbers, such as bytes');
  }
  const handle = await open(file);
  try {
    return await readAll(handle, start, length);
  } finally {
    await handle.close();
  }
}

async function readAll(handle: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.min(length, Math.max((await handle.stat()).size - start, 0)));
  let done = 0;
  while (done < bytes.length) {
    const wanted = Math.min(bytes.length - done, chunkBytes);
    const { bytesRead } = await handle.read(bytes, done, wanted, start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/**
 * Time of a file's last change, in milliseconds since the epoch: the later of its content's and its inode's, since a copy that
 * keeps an older time changes the inode alone.
 */
export function changeTimeOf({ mtimeMs, ctimeMs }: { readonly mtimeMs: number; readonly ctimeMs: number }): number {
  return Math.max(mtimeMs, ctimeMs);
}

/** Whether a path of a config is a folder. Throws a DataFault with the hint where nothing can be looked at there. */
export async function isFolder(target: string, hint: string): Promise<boolean> {
  try {
    return (await stat(target)).isDirectory();
  } catch (error) {
    throw unreadable(target, error, { missing: 'there is no such file or folder', hint });
  }
}

/** Pointers that Git LFS leaves in place of files are shorter: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
export const maxPointerBytes = 1024;
const pointerStart = 'version https://git-lfs.github.com/spec/';

async function refusePointer(file: string): Promise<void> {
  const start = Buffer.from(await readBytes(file, 0, pointerStart.length)).toString('latin1');
  if (start !== pointerStart) return;
  throw new DataFault(`${file} is a Git LFS pointer in place of a file`, '`git lfs pull` gets the file');
}

/** A file of a data set by its path. Throws a DataFault where it cannot be looked at, is no file or stands for one. */
export async function statFile(role: string, file: string): Promise<DataFile> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new DataFault(`${file} is no file`, 'name a file');
    if (found.size < maxPointerBytes) await refusePointer(file);
    return { role, path: file, bytes: found.size, changedAt: changeTimeOf(found) };
  } catch (error) {
    if (error instanceof DataFault) throw error;
    throw unreadable(file, error, { missing: 'there is no such file', hint: 'look at its path and permissions' });
  }
}
