import { isActiveStatus, type RunSummary } from '../runs';

/** Whether a run is queued, running or stopping. */
export function isActive({ status }: RunSummary): boolean {
  return isActiveStatus(status);
}
