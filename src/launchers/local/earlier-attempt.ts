import path from 'node:path';
import { ownerState, readOwner } from '../../runs';
import { describeSuspended, supervisorOf } from './state';

const defaultLimitMs = 15_000;
const pollMs = 50;

/**
 * Waits for the processes of an earlier attempt of a run on this machine, which exit a moment after its end is in the log: a run that is
 * shown as stopped may be started again at once. Throws a sentence where they do not end in time.
 */
export async function awaitEarlierAttempt(runFolder: string, limitMs = defaultLimitMs): Promise<void> {
  const owner = readOwner(runFolder);
  const deadline = performance.now() + limitMs;
  while (owner !== undefined && ownerState(owner, runFolder) === 'alive') {
    if (supervisorOf(owner) === 'suspended') throw new Error(`${path.basename(runFolder)} ${describeSuspended(owner)}`);
    if (performance.now() > deadline) throw new Error('the run is still alive; stop it before it is started again');
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
