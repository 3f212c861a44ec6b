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
  /** Whether the processes of a broken run go on. */
  readonly isAtWork?: boolean;
}

/** Explanation of a status: why a run does not start or end, or its machine. Undefined when the status needs none. */
export function formatStatusDetail(details: StatusDetails): string | undefined {
  const { status, ahead, stopStep, elsewhere, copiedFrom, isAtWork } = details;
  if (isAtWork === true) return 'its processes go on';
  if (ahead !== undefined) return ahead === 0 ? 'next in line' : `in line behind ${formatCountOf(ahead, 'run')}`;
  if (stopStep === 'terminated') return 'does not answer: terminated';
  if (stopStep === 'killed') return 'does not end: killed';
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
