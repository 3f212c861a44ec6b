import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileDurably } from './durable-file';
import { runFiles } from './folders';
import { readOwner } from './owner';

/** Asks the trainer to write a checkpoint and end. Throws when the run has never been started. */
export function requestStop(runFolder: string): void {
  const owner = readOwner(runFolder);
  if (owner === undefined) throw new Error(`${path.basename(runFolder)} has not been started, so it cannot be stopped`);
  mkdirSync(path.join(runFolder, 'control'), { recursive: true });
  writeFileDurably(path.join(runFolder, runFiles.stopRequest), owner.token);
}

/** Whether this attempt is asked to stop. A request that names another attempt is removed. */
export function readStopRequest(runFolder: string, token: string): boolean {
  const file = path.join(runFolder, runFiles.stopRequest);
  if (!existsSync(file)) return false;
  if (readFileSync(file, 'utf8') === token) return true;
  rmSync(file, { force: true });
  return false;
}
