import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The file system in memory, where there is one. */
const memory = process.platform === 'linux' ? ['/dev/shm'] : [];

/** Bytes that a file system must have left beside what is written. */
const spareBytes = 512 << 20;

/** Makes a private folder for files that two processes exchange, in memory where the system has a file system for it. */
export function makeMemoryFolder(): string {
  return makeFolder(memory.find((folder) => hasRoom(folder, 0)) ?? tmpdir());
}

/** Makes a private folder for a file of so many bytes, in memory where there is room for it. */
export function makeFolderFor(bytes: number): string {
  return makeFolder([...memory, tmpdir()].find((folder) => hasRoom(folder, bytes)) ?? tmpdir());
}

/** Whether there is a place for a file of so many bytes. */
export function hasPlaceFor(bytes: number): boolean {
  return [...memory, tmpdir()].some((folder) => hasRoom(folder, bytes));
}

function makeFolder(parent: string): string {
  return mkdtempSync(path.join(parent, 'distillery-'));
}

function hasRoom(folder: string, bytes: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > spareBytes + bytes;
  } catch {
    return false;
  }
}
