import path from 'node:path';
import { writeFileDurably } from '../store/durable-file';
import { runFiles } from '../folder/folders';
import { refuseIntruders } from '../store/intruders';
import { readJsonFile } from '../store/json-file';
import { store } from '../store/store';
import { isStopProgress } from '../protocol/arrival';
import type { StopStep } from '../protocol/schemas/process-files';
import { ownerState, readOwner } from './owner';

/**
 * Asks the trainer to write a checkpoint and end, or a queued run to leave the queue. Throws a sentence when the
 * run has never been started, or when its folder is a copy of somebody's or holds links.
 */
export function requestStop(runFolder: string): void {
  const owner = readOwner(runFolder);
  const name = path.basename(runFolder);
  if (owner === undefined) throw new Error(`${name} has not been started, so it cannot be stopped`);
  refuseIntruders(runFolder);
  if (ownerState(owner, runFolder) === 'foreign') {
    throw new Error(`${name} is a copy of a run of ${owner.host}, so there is nothing here to stop`);
  }
  if (isOfOlderVersion(runFolder)) {
    writeFileDurably(path.join(runFolder, runFiles.olderStopRequest), owner.token);
    return;
  }
  store.makeFolder(path.join(runFolder, runFiles.requests));
  writeFileDurably(path.join(runFolder, runFiles.stopRequest), owner.token);
}

/** Whether version 0.1 started the run: its supervisor and trainer look into `control/` alone. */
function isOfOlderVersion(runFolder: string): boolean {
  const has = (name: string): boolean => store.hasFolder(path.join(runFolder, name));
  return has(runFiles.olderRequests) && !has(runFiles.requests);
}

/** Paths of stop requests in a run folder; version 0.1 writes the second. */
export const stopRequestFiles = [runFiles.stopRequest, runFiles.olderStopRequest] as const;

/** Whether this attempt is asked to stop. A request that names another attempt is removed. */
export function readStopRequest(runFolder: string, token: string): boolean {
  return stopRequestFiles.some((name) => {
    const file = path.join(runFolder, name);
    if (!store.hasFile(file)) return false;
    if (store.readSmallText(file) === token) return true;
    store.remove(file);
    return false;
  });
}

/** Records the last step of stopping an attempt, for display. A full disk must not delay the stop. */
export function noteStopStep(runFolder: string, attempt: number, step: StopStep): void {
  try {
    writeFileDurably(path.join(runFolder, runFiles.stopStep), JSON.stringify({ attempt, step }));
  } catch {
    // It is only for display.
  }
}

/** Reads the last step of stopping an attempt; `asked` from the request on, undefined without a request. */
export function readStopStep(
  runFolder: string,
  { token, attempt }: { token: string; attempt: number },
): StopStep | undefined {
  const noted = readJsonFile(path.join(runFolder, runFiles.stopStep));
  if (isStopProgress(noted) && noted.attempt === attempt && noted.step !== 'asked') return noted.step;
  return stopRequestFiles.some((name) => readOrNothing(path.join(runFolder, name)) === token) ? 'asked' : undefined;
}

function readOrNothing(file: string): string | undefined {
  try {
    return store.readSmallText(file);
  } catch {
    return undefined;
  }
}
