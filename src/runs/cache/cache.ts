import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileOperations } from '../store/file-operations';
import { formatBytes, formatCountOf } from '../../wording';
import { cacheFolder } from '../folder/folders';
import { storeLayout } from '../store/layout';
import { isTemporaryName, store, temporaryName } from '../store/store';

export interface CacheSize {
  readonly folder: string;
  /** Trained teachers. */
  readonly teachers: number;
  /** Data sets whose examples are kept as rows, finished or not. */
  readonly dataSets: number;
  readonly bytes: number;
}

/** Size of a cache in words: `2 teachers, 36.1 MB`, or `2 teachers, 1 data set, 4.1 GB`. */
export function describeCache({ teachers, dataSets, bytes }: Omit<CacheSize, 'folder'>): string {
  const data = dataSets === 0 ? '' : `, ${formatCountOf(dataSets, 'data set')}`;
  return `${formatCountOf(teachers, 'teacher')}${data}, ${formatBytes(bytes)}`;
}

/** Measures a workspace's cache. Throws the file system's error, or a sentence when the cache is reached by a link. */
export async function measureCache(workspaceFolder: string): Promise<CacheSize> {
  const folder = cacheFolder(workspaceFolder);
  const shelves = store.list(folder).filter((entry) => entry.isDirectory());
  const countIn = (shelf: { readonly path: string }): number => {
    const own = path.basename(shelf.path);
    return shelves.some(({ name }) => name === own) ? store.list(path.join(folder, own)).length : 0;
  };
  const [teachers, dataSets] = [countIn(storeLayout.teachers), countIn(storeLayout.rows)];
  return { folder, teachers, dataSets, bytes: await bytesIn(folder) };
}

/**
 * Removes the cache, links in it as links; teachers are trained and data is read again when they are needed. A run that trains one now
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
