import path from 'node:path';
import { runFiles } from '../folder/folders';
import { createWhole } from '../store/create-whole';
import { store } from '../store/store';
import { maxCounted } from '../protocol/limits';
import type { Owner } from '../protocol/schemas/process-files';
import { ownerState, readOwner, readOwnerFile } from './owner';

/** Somebody else has started the run: two trainers must never write to one run. */
export class AlreadyStarted extends Error {
  constructor(runFolder: string) {
    super(`${path.basename(runFolder)} has been started already, from here or from another window`);
  }
}

/**
 * Takes the next attempt of a run for a process, so that of two that start it at once only one does: `attempts/N` is
 * created with its content in one step, which fails when it is there. Gives the owner with its attempt. A claim whose
 * process died before it owned the run is passed over. Throws AlreadyStarted when another process owns the run, or has
 * owned it since this one looked, and a sentence when the number of attempts cannot be.
 */
export function claimAttempt(runFolder: string, claimant: Omit<Owner, 'attempt'>): Owner {
  const before = readOwner(runFolder);
  if (before !== undefined && ownerState(before, runFolder) === 'alive') throw new AlreadyStarted(runFolder);
  const folder = path.join(runFolder, runFiles.attempts);
  store.makeFolder(folder);
  for (let attempt = (before?.attempt ?? 0) + 1; ; attempt += 1) {
    if (attempt > maxCounted) throw new Error(uncountable(runFolder));
    const owner: Owner = { ...claimant, attempt };
    const file = path.join(folder, String(attempt));
    if (!createWhole(file, JSON.stringify(owner))) {
      if (isHeld(file, runFolder)) throw new AlreadyStarted(runFolder);
      continue;
    }
    // Another process may have run a whole attempt between the read of the owner above and this claim.
    if (readOwner(runFolder)?.token !== before?.token) throw new AlreadyStarted(runFolder);
    return owner;
  }
}

function uncountable(runFolder: string): string {
  return `${path.basename(runFolder)}/${runFiles.owner} names attempt ${maxCounted}, and none can follow: no supervisor wrote that. Remove that file, and resume`;
}

/** Time for which a claim of another machine counts: as long as its process may need to own the run. */
const elsewhereMs = 60_000;

/** Whether the process that claimed an attempt may still begin it. */
function isHeld(file: string, runFolder: string): boolean {
  const other = readOwnerFile(file);
  const state = other === undefined ? 'dead' : ownerState(other, runFolder);
  if (state === 'elsewhere') return Date.now() - (store.fileStatus(file)?.mtimeMs ?? 0) < elsewhereMs;
  return state === 'alive';
}
