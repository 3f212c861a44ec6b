import path from 'node:path';
import { awaitOwnersEnd } from '../../runs';
import { describeSuspended, supervisorOf } from './state';

const defaultLimitMs = 15_000;

/**
 * Waits for the processes of an earlier attempt of a run on this machine: a run that is shown as stopped may be started again at once.
 * Throws a sentence where they do not end in time, or are suspended.
 */
export async function awaitEarlierAttempt(runFolder: string, limitMs = defaultLimitMs): Promise<void> {
  const hasEnded = await awaitOwnersEnd(runFolder, limitMs, (owner) => {
    if (supervisorOf(owner) === 'suspended') throw new Error(`${path.basename(runFolder)} ${describeSuspended(owner)}`);
  });
  if (!hasEnded) throw new Error('the run is still alive; stop it before it is started again');
}
