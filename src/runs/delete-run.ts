import { lstat, rm } from 'node:fs/promises';
import path from 'node:path';
import { runFiles } from './folders';
import { summarizeRun } from './summary';

/** Deletes a run folder. Throws when the run is alive, or when the path is a link or no run folder. */
export async function deleteRun(runFolder: string): Promise<void> {
  const stats = await lstat(runFolder);
  if (!stats.isDirectory() || path.basename(path.dirname(runFolder)) !== 'runs') {
    throw new Error(`${runFolder} is not a run folder, so it was not deleted`);
  }
  await lstat(path.join(runFolder, runFiles.manifest));
  const { status } = await summarizeRun(runFolder);
  if (status === 'running' || status === 'stopping') {
    throw new Error(`${path.basename(runFolder)} is still ${status}; stop it before deleting it`);
  }
  await rm(runFolder, { recursive: true });
}
