import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folders: string[] = [];
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder for files that are read where they lie; it goes with the process. */
export function inFolder(fill: (folder: string) => void = () => undefined): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'distillery-fuzz-'));
  folders.push(folder);
  fill(folder);
  return folder;
}
