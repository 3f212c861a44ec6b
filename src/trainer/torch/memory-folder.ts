import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Bytes that a file system in memory must have left. */
const memoryBytes = 512 << 20;

/** Makes a private folder for files that two processes exchange, in memory where the system has a file system for it. */
export function makeMemoryFolder(): string {
  return mkdtempSync(path.join(hasRoom('/dev/shm') ? '/dev/shm' : tmpdir(), 'distillery-'));
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return process.platform === 'linux' && bavail * bsize > memoryBytes;
  } catch {
    return false;
  }
}
