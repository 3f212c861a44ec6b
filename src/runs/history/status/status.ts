import path from 'node:path';
import { fileOperations } from '../../store/file-operations';
import { runFiles } from '../../folder/folders';
import { readStopStep } from '../../process/requests';
import type { Exit, Owner, StopStep } from '../../protocol/schemas/process-files';
import type { RunEvent, RunStatus } from '../../protocol/schemas/events';
import type { HeartbeatWatch } from '../../process/heartbeat';
import { ownerState, readExit, readOwner, type OwnerState } from '../../process/owner';
import { awaitedAttempt, readJob, readJobState, type Submitted } from '../../process/job';
import { readQueueEntries } from '../../process/queue';
import { isActiveStatus } from './run-states';
import { jobStandingOf, judgeAwaited, judgeSilent, type JobStanding } from './job-standing';

/** Whether the processes of a run go on, by its owner's file alone: a manifest that broke has not ended them. */
export function hasProcesses(runFolder: string, hearts: HeartbeatWatch): boolean {
  const owner = readOwner(runFolder);
  const state = owner && ownerState(owner, runFolder);
  return state === 'alive' || (state === 'elsewhere' && hearts.isBeating(runFolder));
}

/** Status of a run, and the facts needed to act on it. */
export interface Standing {
  readonly status: RunStatus;
  /** The host of a run whose processes cannot be seen from here. */
  readonly elsewhere?: string;
  /** The folder is a copy, such as one that came with a clone: the host that it was copied from, empty if it does not say. */
  readonly copiedFrom?: string;
  /** Last step taken to stop it, while it is stopping. */
  readonly stopStep?: StopStep;
  /** Number of runs ahead of it in the queue, while its supervisor is alive. */
  readonly ahead?: number;
  /** Whether it is queued and its supervisor is gone: it needs a new one, which `requeueOrphans` starts. */
  readonly isOrphaned?: boolean;
  /** Whether the processes of a broken run go on: it can be stopped, and not be deleted. */
  readonly isAtWork?: boolean;
  /** Its job at a cluster, while the run is active or its job explains its end. */
  readonly job?: JobStanding;
  /** Description of its processes' exit, when the log has no end. */
  readonly message?: string;
}

/** Process files of a run. They are read before the log, so that the log already holds the events that they rest on. */
export interface Processes {
  readonly owner: Owner | undefined;
  readonly exit: Exit | undefined;
  readonly state: OwnerState | undefined;
  /** Its newest submission to a cluster. */
  readonly submitted?: Submitted;
  /** Whether one of the two is there and could not be read: what follows may be otherwise a moment later. */
  readonly isUncertain: boolean;
}

export function readProcesses(runFolder: string): Processes {
  const owner = readOwner(runFolder);
  // The owner is judged before its exit is read: a process that ends in between has written its exit by then.
  const state = owner === undefined ? undefined : ownerState(owner, runFolder);
  const exit = readExit(runFolder);
  const job = readJob(runFolder);
  const submitted = job && { job, state: readJobState(runFolder, job) };
  // An earlier attempt's exit may lie there when a new attempt has begun, or is awaited.
  const newest = Math.max(owner?.attempt ?? 0, submitted === undefined ? 0 : awaitedAttempt(submitted, owner));
  const isCurrent = exit?.attempt === undefined || exit.attempt >= newest;
  const isUnread = (name: string, value: unknown): boolean =>
    value === undefined && fileOperations.status(path.join(runFolder, name)) !== undefined;
  const isUncertain = isUnread(runFiles.owner, owner) || isUnread(runFiles.exit, exit);
  return {
    ...{ owner, state, exit: isCurrent ? exit : undefined, isUncertain },
    ...(submitted !== undefined && { submitted }),
  };
}

/** The last that the log has said, and the attempt that said it. */
export interface LastWord {
  readonly last?: RunEvent['type'];
  readonly attempt?: number;
}

/** A run without an owner is taken to be on its way to its first start for this long. */
const startingMs = 30_000;

/** The status that a run's files add up to; it is never stored. `createdAt` is the run's, in ms since the epoch. */
export function judgeRun(
  runFolder: string,
  { owner, exit, state, submitted }: Omit<Processes, 'isUncertain'>,
  word: LastWord & { readonly createdAt: number },
  hearts: HeartbeatWatch,
): Standing {
  // A run without an owner was not run here either, unless a cluster is to run it.
  const isCopy = state === 'foreign' || (owner === undefined && submitted === undefined);
  const copied = isCopy ? { copiedFrom: owner?.host ?? '' } : {};
  // A run that goes on has been taken over by a new attempt before that has written anything.
  const isOutdated = (owner?.attempt ?? 0) > (word.attempt ?? 0);
  if (exit === undefined) {
    const awaited = judgeAwaited(submitted, owner);
    if (submitted !== undefined && awaited !== undefined) return { ...awaited, job: jobStandingOf(submitted) };
  }
  const { last } = word;
  if (!isOutdated && (last === 'finished' || last === 'stopped' || last === 'failed')) {
    return { status: last, ...copied, ...(last === 'stopped' && ofUnconfirmed(submitted, owner)) };
  }
  if (exit?.isCancelled === true) return { status: 'stopped', ...copied };
  if (exit !== undefined) {
    const message = describeExit(exit, isOutdated ? undefined : last);
    return { status: 'failed', message, ...copied, ...ofKilled(exit, submitted, owner) };
  }
  if (owner === undefined) {
    // A time to come, by more than two clocks differ, is that of no run which is on its way.
    if (Math.abs(Date.now() - word.createdAt) < startingMs) return { status: 'queued' };
    return { status: 'lost', message: 'it was made, but never started here', ...copied };
  }
  const standing = judgeOwner(runFolder, owner, state ?? 'dead', hearts);
  if (submitted === undefined) return { ...standing, ...copied };
  const job = jobStandingOf(submitted);
  const silent = standing.status === 'lost' ? judgeSilent(submitted, owner) : undefined;
  if (silent !== undefined) return { ...silent, job };
  return isActiveStatus(standing.status) ? { ...standing, job } : standing;
}

/** The job of a run that has stopped, until its cluster says that it has ended too: it may be queued again. */
function ofUnconfirmed(submitted: Submitted | undefined, owner: Owner | undefined): Partial<Standing> {
  const isNewest = submitted !== undefined && submitted.job.attempt === owner?.attempt;
  return isNewest && submitted.state?.kind !== 'ended' ? { job: jobStandingOf(submitted) } : {};
}

/** The word of a cluster about a job that a signal ended, and the job itself until there is one. */
function ofKilled(exit: Exit, submitted: Submitted | undefined, owner: Owner | undefined): Partial<Standing> {
  if (exit.signal === null || submitted === undefined || owner === undefined) return {};
  const job = jobStandingOf(submitted);
  if (submitted.state?.kind !== 'ended') return { job };
  return judgeSilent(submitted, owner) ?? {};
}

function judgeOwner(runFolder: string, owner: Owner, state: OwnerState, hearts: HeartbeatWatch): Standing {
  const isWaiting = owner.trainerPid === 0;
  const stopStep = readStopStep(runFolder, owner);
  const atWork = { status: stopStep === undefined ? 'running' : 'stopping', ...(stopStep && { stopStep }) } as const;
  switch (state) {
    case 'alive':
      if (!isWaiting) return atWork;
      return stopStep === undefined
        ? { status: 'queued', ahead: aheadOf(runFolder) }
        : { ...atWork, status: 'stopping' };
    case 'dead':
      return isWaiting ? { status: 'queued', isOrphaned: true } : { status: 'lost' };
    case 'elsewhere': {
      const elsewhere = owner.host;
      if (!hearts.isBeating(runFolder)) return { status: 'lost', elsewhere };
      return isWaiting ? { status: 'queued', elsewhere } : { ...atWork, elsewhere };
    }
    case 'foreign':
      return { status: 'lost' };
  }
}

function aheadOf(runFolder: string): number {
  const entries = readQueueEntries(path.dirname(runFolder));
  return Math.max(
    0,
    entries.findIndex(({ id }) => id === path.basename(runFolder)),
  );
}

/** Describes the exit of a trainer that logged no end, and the last event that it logged. */
function describeExit(exit: Exit, last: RunEvent['type'] | undefined): string {
  if (exit.reason !== undefined) return exit.reason;
  const how = exit.signal === null ? `exit code ${exit.code ?? 'unknown'}` : exit.signal;
  const seen = last === undefined ? 'it wrote no events' : `its last event is '${last}'`;
  return `the trainer ended without saying why (${how}); ${seen}, and its output is in output.log`;
}
