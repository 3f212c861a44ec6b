import path from 'node:path';
import { runFiles } from '../../folder/folders';
import { storeLayout } from '../../store/layout';
import { fileOperations } from '../../store/file-operations';
import { store } from '../../store/store';
import { leaveQueue } from '../../process/queue';
import { isActiveStatus } from '../status/run-states';
import { summarizeRun, type RunSummary } from '../summary/summary';

/** Deletes a run folder. Throws when the run is alive, or when the path is a link or no run folder. */
export async function deleteRun(runFolder: string): Promise<void> {
  const isInRuns = path.basename(path.dirname(runFolder)) === path.basename(storeLayout.runs.path);
  const isFolder = fileOperations.status(runFolder)?.isDirectory() === true;
  if (!isInRuns || !isFolder) throw new Error(`${runFolder} is not a run folder, so it was not deleted`);
  if (!store.list(runFolder).some(({ name }) => name === runFiles.manifest)) {
    throw new Error(`${runFolder} holds no ${runFiles.manifest} (ENOENT), so it was not deleted`);
  }
  assertDeletable(await summarizeRun(runFolder));
  store.remove(runFolder);
  leaveQueue(path.dirname(runFolder), path.basename(runFolder));
}

/**
 * Deletes runs that belong together, in their order, as `withDependents` gives them. Throws as `deleteRun` does, before
 * anything is deleted where one of them is alive.
 */
export async function deleteRuns(runFolders: readonly string[]): Promise<void> {
  for (const folder of runFolders) assertDeletable(await summarizeRun(folder));
  for (const folder of runFolders) await deleteRun(folder);
}

function assertDeletable({ id, status, ahead, elsewhere, isAtWork, job }: RunSummary): void {
  if (isAtWork === true) {
    throw new Error(`${id} is broken, and its processes go on; stop it before deleting it`);
  }
  const isUnattended = status === 'queued' && ahead === undefined && elsewhere === undefined && job === undefined;
  if (isActiveStatus(status) && !isUnattended) {
    throw new Error(`${id} is still ${status}; stop it before deleting it`);
  }
}
