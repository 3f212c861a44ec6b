import path from 'node:path';
import { fileOperations } from '../../store/file-operations';
import { runFiles } from '../../folder/folders';

/** A file system's clock ticks: a file that was changed just now may change again within the same tick. */
const settledMs = 1000;

/** State of a file; empty where there is none. */
export function stampOfFile(file: string): string {
  const status = fileOperations.status(file);
  return status === undefined ? '' : [status.ino, status.size, status.mtimeMs, status.ctimeMs].join(' ');
}

/** State of the files of a run that has ended: it changes when they do. Undefined where they changed within a clock's tick. */
export function stampOf(folder: string): string | undefined {
  try {
    const stats = [folder, path.join(folder, runFiles.events)].map((file) => fileOperations.status(file));
    const newest = Math.max(...stats.map((one) => one?.mtimeMs ?? 0));
    if (stats[0] === undefined || Math.abs(Date.now() - newest) < settledMs) return undefined;
    return JSON.stringify(stats.map((one) => one && [one.ino, one.size, one.mtimeMs, one.ctimeMs]));
  } catch {
    return undefined;
  }
}

/** State of a folder's entries: it changes when one comes or goes. Undefined where one did within a clock's tick, and of no folder. */
export function stampOfEntries(folder: string): string | undefined {
  const status = fileOperations.status(folder);
  if (status?.isDirectory() !== true || Math.abs(Date.now() - status.mtimeMs) < settledMs) return undefined;
  return [status.ino, status.mtimeMs, status.ctimeMs].join(' ');
}
