import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * A link in a run folder, or the folder itself where that is one, by its path in the folder; undefined when there is
 * none. A run folder holds plain files only: a link, as a clone may bring one, would lead reads and writes elsewhere.
 */
export function findLink(runFolder: string, depth: 'first level' | 'all levels'): string | undefined {
  if (lstatSync(runFolder, { throwIfNoEntry: false })?.isSymbolicLink() === true) return '.';
  return linkIn(runFolder, '', depth === 'all levels');
}

function linkIn(folder: string, prefix: string, isDeep: boolean): string | undefined {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(prefix, entry.name);
    if (entry.isSymbolicLink()) return name;
    if (!isDeep || !entry.isDirectory()) continue;
    const deeper = linkIn(path.join(folder, entry.name), name, true);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** Throws a sentence that names the link before anything is written into, started in or removed from such a folder. */
export function refuseLinks(runFolder: string): void {
  const link = findLink(runFolder, 'all levels');
  if (link === undefined) return;
  const what = link === '.' ? 'is itself a link' : `holds a link, ${link}`;
  throw new Error(`${path.basename(runFolder)} ${what}; links in run folders are not followed. Remove it first`);
}
