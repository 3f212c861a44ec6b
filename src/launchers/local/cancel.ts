import path from 'node:path';
import {
  isFoundBeating,
  leaveQueue,
  ownerState,
  readExit,
  readOwner,
  refuseIntruders,
  requestStop,
  type Owner,
} from '../../runs';
import { terminateRun, writeExit } from '../../supervisor';
import type { Cancelled, CancelOptions } from '../launcher';
import { hasTrainer, supervisorOf } from './state';

const defaultAskForMs = 30_000;
/** Time in ms that a continued supervisor has to write `exit.json`. */
const continuedMs = 5_000;
const pollMs = 50;

/**
 * Ends a run of this machine by a stop request to its supervisor. If the supervisor is gone, a trainer that outlived it is
 * terminated from here, and an orphaned run leaves the queue. A supervisor that is suspended although its trainer has ended is
 * continued, so that it writes `exit.json`. Throws as `terminateRun` and `requestStop` do.
 */
export async function cancel(folder: string, { when, ...limits }: CancelOptions): Promise<Cancelled> {
  const owner = readOwner(folder);
  const name = path.basename(folder);
  if (owner === undefined) throw new Error(`${name} has not been started, so it cannot be stopped`);
  if (isOrphan(owner, folder)) return leaveOrphaned(owner, folder);
  if (supervisorOf(owner) === 'suspended' && owner.trainerPid !== 0 && !hasTrainer(owner)) {
    return finishSuspended(owner, folder);
  }
  const isQueued = owner.trainerPid === 0;
  if ((when === 'after a checkpoint' || isQueued) && (await isAnswered(owner, folder))) {
    requestStop(folder);
    return 'requested';
  }
  const askForMs = when === 'now' ? 0 : (limits.askForMs ?? defaultAskForMs);
  return (await terminateRun(folder, { ...limits, askForMs })) === undefined ? 'nothing left' : 'ended';
}

/** Whether a supervisor answers stop requests: one that is alive here, or one elsewhere with a heartbeat. */
async function isAnswered(owner: Owner, folder: string): Promise<boolean> {
  const state = ownerState(owner, folder);
  if (state === 'elsewhere') return isFoundBeating(folder);
  return state === 'alive' && supervisorOf(owner) !== 'gone';
}

/** Whether a run is queued and its supervisor is gone. */
function isOrphan(owner: Owner, folder: string): boolean {
  const isWaiting = owner.trainerPid === 0 && ownerState(owner, folder) === 'dead';
  return isWaiting && (readExit(folder)?.attempt ?? 0) < owner.attempt;
}

async function leaveOrphaned(owner: Owner, folder: string): Promise<Cancelled> {
  refuseIntruders(folder);
  await writeExit(folder, { code: null, signal: null, isCancelled: true, attempt: owner.attempt });
  leaveQueue(path.dirname(folder), path.basename(folder));
  return 'ended';
}

async function finishSuspended(owner: Owner, folder: string): Promise<Cancelled> {
  refuseIntruders(folder);
  process.kill(owner.pid, 'SIGCONT');
  const deadline = performance.now() + continuedMs;
  while (supervisorOf(owner) !== 'gone' && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return 'ended';
}
