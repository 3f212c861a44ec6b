import path from 'node:path';
import {
  awaitedAttempt,
  isFoundBeating,
  ownerState,
  readJob,
  readJobState,
  readOwner,
  refuseIntruders,
  requestStop,
  writeJobState,
  type Job,
  type Submitted,
} from '../../runs';
import { writeExit } from '../../supervisor';
import type { Cancelled, CancelOptions, LaunchHandle, LaunchState } from '../launcher';
import { profileNamed, type Profile } from '../profiles';

/** The part of a launcher that is the same for every cluster: a run is known by its folder, and no connection is kept. */
export function attachTo(launcher: string, folder: string): LaunchHandle | undefined {
  const job = readJob(folder);
  return job?.launcher === launcher ? { launcher, folder, job: job.id } : undefined;
}

/** State of a run by the last word of its cluster, which `lookAtJobs` asks for. */
export function stateOfJob({ folder }: LaunchHandle): LaunchState {
  const submitted = readSubmitted(folder);
  if (submitted === undefined) return { kind: 'ended' };
  const { kind, reason, node, endsAt } = submitted.state ?? { kind: 'queued' };
  return {
    kind,
    ...(reason !== undefined && { reason }),
    ...(node !== undefined && { node }),
    ...(endsAt !== undefined && { endsAt }),
  };
}

/** The call of a cluster that ends a job. */
export type EndJob = (job: Job, profile: Profile) => Promise<void>;

/**
 * Ends a run of a cluster: by a request while its supervisor answers, else by its cluster. A run that has not begun is written down
 * as cancelled, since no supervisor of it will. Throws a sentence where the cluster does not end it.
 */
export async function cancelJob(
  { folder }: LaunchHandle,
  { when, profiles }: CancelOptions,
  end: EndJob,
): Promise<Cancelled> {
  const submitted = readSubmitted(folder);
  const owner = readOwner(folder);
  if (submitted === undefined)
    throw new Error(`${path.basename(folder)} has not been started, so it cannot be stopped`);
  refuseIntruders(folder);
  const attempt = awaitedAttempt(submitted, owner);
  const isBegun = attempt === 0 && owner !== undefined && (await isAnswering(folder, submitted));
  if (isBegun) {
    requestStop(folder);
    if (when === 'after a checkpoint') return 'requested';
  }
  const { job, state } = submitted;
  if (state?.kind === 'ended') return 'nothing left';
  await end(job, profileNamed(profiles, job.profile));
  if (attempt > 0) {
    await writeExit(folder, { code: null, signal: null, isCancelled: true, attempt });
    writeJobState(folder, { id: job.id, kind: 'ended', outcome: 'cancelled', at: Date.now() });
  }
  return 'ended';
}

/** Whether the processes of an attempt are there to read a request: by sight, by heartbeat or by the word of the cluster. */
async function isAnswering(folder: string, { state }: Submitted): Promise<boolean> {
  const owner = readOwner(folder);
  if (owner === undefined) return false;
  const seen = ownerState(owner, folder);
  return seen === 'alive' || (seen === 'elsewhere' && (state?.kind === 'running' || (await isFoundBeating(folder))));
}

function readSubmitted(folder: string): Submitted | undefined {
  const job = readJob(folder);
  return job && { job, state: readJobState(folder, job) };
}
