import type { RunStatus } from '../../protocol/schemas/events';

// A file of its own, so that activation loads no reader of runs for it.

/** Whether a run's process is, or may soon be, at work. */
export function isActiveStatus(status: RunStatus): boolean {
  return status === 'queued' || status === 'running' || status === 'stopping';
}

/** Whether a run of this status can go on from its last checkpoint. */
export function isResumableStatus(status: RunStatus): boolean {
  return status === 'stopped' || status === 'failed' || status === 'lost';
}

/** Whether a run can be asked to stop: it is active, or broken while its processes go on. */
export function isStoppable({
  status,
  isAtWork,
}: {
  readonly status: RunStatus;
  readonly isAtWork?: boolean;
}): boolean {
  return isActiveStatus(status) || isAtWork === true;
}

/** Whether a sweep has ended with runs that failed, diverged or were lost, so that they can be tried again. */
export function canRetry({
  status,
  manifest,
  progress,
}: {
  readonly status: RunStatus;
  readonly manifest?: { readonly kind?: string | undefined } | undefined;
  readonly progress: { readonly sweep?: { readonly failed: number } };
}): boolean {
  return manifest?.kind === 'sweep' && !isActiveStatus(status) && (progress.sweep?.failed ?? 0) > 0;
}
