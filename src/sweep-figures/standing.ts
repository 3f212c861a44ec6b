import type { Status } from '../wording';

/** Whether a run has not ended. */
export function isActiveStatus(status: Status): boolean {
  return status === 'queued' || status === 'running' || status === 'stopping';
}
