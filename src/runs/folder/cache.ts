import { existsSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from './folders';

export interface CacheSize {
  readonly folder: string;
  /** Trained teachers. */
  readonly teachers: number;
  readonly bytes: number;
}

/** In words: `2 teachers, 36.1 MB`. */
export function describeCache({ teachers, bytes }: Pick<CacheSize, 'teachers' | 'bytes'>): string {
  return `${teachers} ${teachers === 1 ? 'teacher' : 'teachers'}, ${describeBytes(bytes)}`;
}

/** What a workspace's cache of teachers holds. Throws the file system's error. */
export async function measureCache(workspaceFolder: string): Promise<CacheSize> {
  const folder = cacheFolder(workspaceFolder);
  const teachers = path.join(folder, 'teachers');
  const names = existsSync(teachers) ? await readdir(teachers) : [];
  return { folder, teachers: names.length, bytes: existsSync(folder) ? await bytesIn(folder) : 0 };
}

/**
 * Removes the cache; teachers are trained again when they are needed. A run that is training one now goes on, and keeps
 * what it has at its next checkpoint. Gives what was there.
 */
export async function clearCache(workspaceFolder: string): Promise<CacheSize> {
  const size = await measureCache(workspaceFolder);
  await rm(size.folder, { recursive: true, force: true });
  return size;
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await lstat(path.join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

/** In the unit that suits them. */
function describeBytes(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
