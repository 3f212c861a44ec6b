import { hostname } from 'node:os';
import type { Owner } from '../../protocol/schemas/process-files';
import type { Job, JobState } from '../../protocol/schemas/job-files';
import type { RunStatus } from '../../protocol/schemas/events';
import { awaitedAttempt, type Submitted } from '../../process/job';

/** A run's job at a cluster as lists show it. */
export interface JobStanding {
  readonly launcher: string;
  readonly profile: string;
  readonly id: string;
  /** Last word of the cluster; absent before the first. */
  readonly kind?: JobState['kind'];
  readonly reason?: string;
  readonly node?: string;
  /** Time at which the cluster ends it, in ms since the epoch. */
  readonly endsAt?: number;
  /** The machine that submitted it, where that is another one. */
  readonly submittedFrom?: string;
}

/** A job as lists show it. */
export function jobStandingOf({ job, state }: Submitted): JobStanding {
  const { launcher, profile, id, host } = job;
  const submitted = { launcher, profile, id, ...(host !== hostname() && { submittedFrom: host }) };
  if (state === undefined) return submitted;
  const { kind, reason, node, endsAt } = state;
  return {
    ...submitted,
    kind,
    ...(reason !== undefined && { reason }),
    ...(node !== undefined && { node }),
    ...(endsAt !== undefined && { endsAt }),
  };
}

/** Status of a run whose processes say nothing, by its job. */
export interface JobVerdict {
  readonly status: RunStatus;
  readonly message?: string;
}

/** Status by a job that is yet to begin an attempt; undefined where there is none. */
export function judgeAwaited(submitted: Submitted | undefined, owner: Owner | undefined): JobVerdict | undefined {
  if (submitted === undefined) return undefined;
  const { job, state } = submitted;
  if (awaitedAttempt(submitted, owner) === 0) return undefined;
  return state?.kind === 'ended' ? judgeEnded(job, state) : { status: 'queued' };
}

/** Status by the job of an attempt whose own signs of life have ended; undefined where the cluster has not said anything of use. */
export function judgeSilent(submitted: Submitted | undefined, owner: Owner): JobVerdict | undefined {
  if (submitted?.job.attempt !== owner.attempt) return undefined;
  const { job, state } = submitted;
  switch (state?.kind) {
    case 'running':
      return { status: 'running' };
    case 'ended':
      return judgeEnded(job, state);
    case 'queued':
    case 'unreachable':
    case undefined:
      return undefined;
  }
}

function judgeEnded({ id, profile }: Job, { outcome, reason }: JobState): JobVerdict {
  const words = reason ?? 'it ended, and the cluster keeps no record of it';
  const message = id === '' ? `the job of '${profile}': ${words}` : `job ${id} of '${profile}': ${words}`;
  return { status: outcome === 'cancelled' ? 'stopped' : 'failed', message };
}
