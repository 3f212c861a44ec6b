import { formatDuration } from './durations';
import { formatCountOf } from './numbers';

/** The words for the statuses of a run. Their keys are the statuses: one that is missing here fails at its first use. */
const words = {
  queued: 'queued',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  finished: 'finished',
  failed: 'failed',
  lost: 'lost',
  broken: 'broken',
} as const;

export type Status = keyof typeof words;

/** All statuses, for validation. */
export const statuses = Object.keys(words) as readonly Status[];

/** The status of a run as a word within a sentence. */
export function formatStatus(status: Status): string {
  return words[status];
}

/** A job at a cluster: the fields are those of a run's summary. */
export interface JobDetails {
  readonly profile: string;
  readonly kind?: 'queued' | 'running' | 'ended' | 'unreachable';
  readonly reason?: string;
  readonly node?: string;
  /** Time at which the cluster ends it, in ms since the epoch. */
  readonly endsAt?: number;
  /** The machine that submitted it, where that is another one. */
  readonly submittedFrom?: string;
}

/** A status with the facts that explain it; the fields are those of a run's summary. */
export interface StatusDetails {
  readonly status: Status;
  /** Count of the runs ahead in the queue. */
  readonly ahead?: number;
  /** Last step taken to stop a stopping run. */
  readonly stopStep?: 'asked' | 'terminated' | 'killed';
  /** Host of a run on another machine, whose processes are not visible. */
  readonly elsewhere?: string;
  /** Host that the run folder was copied from; empty when unknown. */
  readonly copiedFrom?: string;
  /** Its job at a cluster. */
  readonly job?: JobDetails;
  /** Whether the processes of a broken run go on. */
  readonly isAtWork?: boolean;
}

/** Explanation of a status: why a run does not start or end, or its machine. Undefined when the status needs none. */
export function formatStatusDetail(details: StatusDetails): string | undefined {
  const { status, ahead, stopStep, elsewhere, copiedFrom, isAtWork, job } = details;
  if (isAtWork === true) return 'its processes go on';
  if (ahead !== undefined) return ahead === 0 ? 'next in line' : `in line behind ${formatCountOf(ahead, 'run')}`;
  if (stopStep === 'terminated') return 'does not answer: terminated';
  if (stopStep === 'killed') return 'does not end: killed';
  const isAtCluster = job !== undefined && (status === 'queued' || status === 'running');
  if (isAtCluster) return formatJob(status, job);
  if (elsewhere !== undefined) return status === 'lost' ? `last heard of on ${elsewhere}` : `runs on ${elsewhere}`;
  if (stopStep === 'asked') return 'writes a checkpoint first';
  if (copiedFrom !== undefined) return copiedFrom === '' ? 'not run here' : `copied from ${copiedFrom}`;
  return undefined;
}

/** A status and its detail: `queued, in line behind 2 runs`. */
export function formatStatusInFull(details: StatusDetails): string {
  const detail = formatStatusDetail(details);
  return detail === undefined ? formatStatus(details.status) : `${formatStatus(details.status)}, ${detail}`;
}

/** Place and standing of a job: `at gpu: Priority`, `on node7 at gpu, 3 h 12 min left of its limit`. */
function formatJob(status: Status, job: JobDetails): string {
  const from = job.submittedFrom === undefined ? '' : `, submitted from ${job.submittedFrom}`;
  return `${status === 'queued' ? formatQueuedJob(job) : formatJobAtWork(job)}${from}`;
}

function formatQueuedJob({ profile, kind, reason, node }: JobDetails): string {
  const why = reason === undefined ? '' : `: ${reason}`;
  if (kind === 'running') return `begins ${node === undefined ? '' : `on ${node} `}at ${profile}${why}`;
  return kind === 'unreachable' ? `at ${profile}, which does not answer${why}` : `at ${profile}${why}`;
}

/** A run may be at work although its cluster does not answer, or holds its processes up. */
function formatJobAtWork({ profile, kind, node, reason, endsAt }: JobDetails): string {
  const place = node === undefined ? `at ${profile}` : `on ${node} at ${profile}`;
  if (kind === 'unreachable') return `${place}, which does not answer${reason === undefined ? '' : `: ${reason}`}`;
  const held = kind === 'running' && reason !== undefined ? `: ${reason}` : '';
  const left = endsAt === undefined ? 0 : (endsAt - Date.now()) / 1000;
  return left > 0 ? `${place}${held}, ${formatDuration(left)} left of its limit` : `${place}${held}`;
}
