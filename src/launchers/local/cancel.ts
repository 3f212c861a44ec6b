import path from 'node:path';
import { isSameProcess, leaveQueue, ownerState, readOwner, refuseLinks, requestStop, type RunSummary } from '../runs';
import { terminateRun, writeExit, type TerminateOptions } from '../supervisor';

/** What stopping a run came to: it was asked, or nobody was left to ask and it was ended here, or nothing was left of it. */
export type Stopped = 'asked' | 'ended' | 'nothing left';

/**
 * Stops a run: asks its supervisor, which sees to it that the trainer ends. Where that is gone, a trainer that it left
 * behind is ended from here, and a run that nobody waits for any more is taken out of the line. Throws as `terminateRun`
 * and `requestStop` do.
 */
export async function stopRun(
  { folder, status, isForsaken }: Pick<RunSummary, 'folder' | 'status' | 'isForsaken'>,
  options: TerminateOptions = { askForMs: 30_000 },
): Promise<Stopped> {
  const owner = readOwner(folder);
  if (isForsaken === true && owner !== undefined) {
    refuseLinks(folder);
    await writeExit(folder, { code: null, signal: null, isCancelled: true, attempt: owner.attempt });
    leaveQueue(path.dirname(folder), path.basename(folder));
    return 'ended';
  }
  const isSupervised = owner !== undefined && isSameProcess(owner.pid, owner.startTime);
  const isHere = owner !== undefined && ownerState(owner, folder) === 'alive';
  if (status !== 'lost' && (isSupervised || !isHere)) {
    requestStop(folder);
    return 'asked';
  }
  return (await terminateRun(folder, options)) === undefined ? 'nothing left' : 'ended';
}
