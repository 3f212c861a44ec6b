import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Folder in which the Python package lies; it is put on PYTHONPATH. */
export const pythonFolder = path.resolve(import.meta.dirname, '../../python');

/** Files of the Python package by their paths below `pythonFolder`, with slashes and in one order: sources, and no caches. */
export function pythonFiles() {
  return readdirSync(path.join(pythonFolder, 'distillery'), { recursive: true })
    .map((name) => path.posix.join('distillery', name.split(path.sep).join('/')))
    .filter((name) => name.endsWith('.py') || name.endsWith('/py.typed'))
    .sort();
}
