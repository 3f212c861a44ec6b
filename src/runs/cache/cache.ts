import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileOperations } from '../folder/file-operations';
import { formatBytes, formatCountOf } from '../../wording';
import { cacheFolder } from '../folder/folders';
import { storeLayout } from '../folder/layout';
import { isTemporaryName, store, temporaryName } from '../folder/store';

export interface CacheSize {
  readonly folder: string;
  /** Trained teachers. */
  readonly teachers: number;
  readonly bytes: number;
}

/** Size of a cache in words: `2 teachers, 36.1 MB`. */
export function describeCache({ teachers, bytes }: Pick<CacheSize, 'teachers' | 'bytes'>): string {
  return `${formatCountOf(teachers, 'teacher')}, ${formatBytes(bytes)}`;
}

/** Measures a workspace's cache. Throws the file system's error, or a sentence when the cache is reached by a link. */
export async function measureCache(workspaceFolder: string): Promise<CacheSize> {
  const folder = cacheFolder(workspaceFolder);
  const shelves = store.list(folder).filter((entry) => entry.isDirectory());
  const hasTeachers = shelves.some(({ name }) => name === path.basename(storeLayout.teachers.path));
  const teachers = hasTeachers ? store.list(path.join(folder, path.basename(storeLayout.teachers.path))) : [];
  return { folder, teachers: teachers.length, bytes: await bytesIn(folder) };
}

/**
 * Removes the cache, links in it as links; teachers are trained again when they are needed. A run that trains one now
 * goes on, since it keeps its checkpoints in its own folder, and puts the teacher into a new cache. Gives what was there.
 * Throws as `measureCache` does.
 */
export async function clearCache(workspaceFolder: string): Promise<CacheSize> {
  const size = await measureCache(workspaceFolder);
  // Out of the way first: a trainer that writes at this moment makes a new cache, and does not keep this one from going.
  if (store.hasFolder(size.folder)) store.rename(size.folder, temporaryName(size.folder));
  const parent = path.dirname(size.folder);
  const leftovers = store.list(parent).filter(({ name }) => name.startsWith('cache.') && isTemporaryName(name));
  for (const { name } of leftovers) store.remove(path.join(parent, name));
  return size;
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of store.list(folder)) {
    const file = path.join(folder, entry.name);
    // Links are removed as links: the size of their targets does not count.
    if (entry.isDirectory()) bytes += await bytesIn(file);
    else if (entry.isFile()) bytes += fileOperations.status(file)?.size ?? 0;
  }
  await setImmediate();
  return bytes;
}
