import { lstat, rm } from 'node:fs/promises';
import path from 'node:path';
import { runFiles } from '../folder/folders';
import { leaveQueue } from '../process/queue';
import { isActiveStatus } from './status';
import { summarizeRun } from './summary';

/** Deletes a run folder. Throws when the run is alive, or when the path is a link or no run folder. */
export async function deleteRun(runFolder: string): Promise<void> {
  const stats = await lstat(runFolder);
  if (!stats.isDirectory() || path.basename(path.dirname(runFolder)) !== 'runs') {
    throw new Error(`${runFolder} is not a run folder, so it was not deleted`);
  }
  await lstat(path.join(runFolder, runFiles.manifest));
  const { status, ahead, elsewhere } = await summarizeRun(runFolder);
  const isUnattended = status === 'queued' && ahead === undefined && elsewhere === undefined;
  if (isActiveStatus(status) && !isUnattended) {
    throw new Error(`${path.basename(runFolder)} is still ${status}; stop it before deleting it`);
  }
  await rm(runFolder, { recursive: true });
  leaveQueue(path.dirname(runFolder), path.basename(runFolder));
}
