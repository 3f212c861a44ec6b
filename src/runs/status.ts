import type { RunStatus } from './events';

/** Whether a run's process is, or may soon be, at work. */
export function isActiveStatus(status: RunStatus): boolean {
  return status === 'queued' || status === 'running' || status === 'stopping';
}
