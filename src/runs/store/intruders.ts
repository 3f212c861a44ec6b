import path from 'node:path';
import { StoreRefusal } from './allowed-roots';
import { fileOperations } from './file-operations';
import { kindInRun } from './layout';
import { kindOf, store } from './store';
import { withSlashes } from '../../paths';

/** An entry of a run folder that does not belong there. */
export interface Intruder {
  /** Path in the run folder; `.` is the folder itself. */
  readonly name: string;
  /** Kind in words: `a link`, `a named pipe`. */
  readonly kind: string;
}

/**
 * Finds what does not belong into a run folder: a link, a pipe, a socket or a device anywhere, and a folder in the place
 * of a file or the reverse. A clone may bring such, and they would lead reads and writes elsewhere or block them.
 */
export function findIntruder(runFolder: string, depth: 'first level' | 'all levels'): Intruder | undefined {
  const status = fileOperations.status(runFolder);
  // The system's own error where nothing is there.
  if (status === undefined) fileOperations.list(runFolder);
  else if (!status.isDirectory()) return { name: '.', kind: kindOf(status) };
  return intruderIn(runFolder, '', depth === 'all levels');
}

function intruderIn(folder: string, prefix: string, isDeep: boolean): Intruder | undefined {
  for (const entry of store.list(folder)) {
    const name = path.join(prefix, entry.name);
    const expected = kindInRun(name);
    const isFitting = entry.isFile() ? expected !== 'folder' : entry.isDirectory() && expected !== 'file';
    if (!isFitting) return { name, kind: kindOf(entry) };
    if (!isDeep || !entry.isDirectory()) continue;
    const deeper = intruderIn(path.join(folder, entry.name), name, true);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** Describes an intruder: `it holds a link (checkpoints)`. */
export function describeIntruder({ name, kind }: Intruder): string {
  if (name === '.') return `it is itself ${kind}, not a folder`;
  const shown = withSlashes(name);
  if (kind === 'a link') return `it holds a link (${shown}), and links in run folders are not followed`;
  return `it holds ${kind} where none belongs (${shown})`;
}

/** Throws a StoreRefusal that names the intruder before anything is written into, started in or removed from such a folder. */
export function refuseIntruders(runFolder: string): void {
  const intruder = findIntruder(runFolder, 'all levels');
  if (intruder === undefined) return;
  const { name, kind } = intruder;
  const run = path.basename(runFolder);
  if (kind !== 'a link') throw new StoreRefusal(`${run} is not used: ${describeIntruder(intruder)}. Remove that first`);
  const holds = name === '.' ? 'is itself a link' : `holds a link, ${name}`;
  throw new StoreRefusal(`${run} ${holds}; links in run folders are not followed. Remove it first`);
}
