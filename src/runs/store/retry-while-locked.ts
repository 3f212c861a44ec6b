import { hasCode } from './error-code';

/**
 * Codes of operations on a file that another program has open. On Windows a virus scan, a search index or a synchronisation
 * opens each new file for a moment, in which it cannot be renamed or replaced.
 */
const lockedCodes = ['EPERM', 'EACCES', 'EBUSY'];
/** Milliseconds between tries; elsewhere than on Windows these codes say that something is not allowed, which stays so. */
const usualWaits: readonly number[] = process.platform === 'win32' ? [10, 50, 200, 500] : [];

/** Whether an error may be that of a file that another program has open. */
export function isLocked(error: unknown): boolean {
  return hasCode(error, ...lockedCodes);
}

/** Does an operation, again while another program has its file open; this thread waits meanwhile. Throws what the last try throws. */
export function retryWhileLocked(operation: () => void, waits = usualWaits): void {
  for (const milliseconds of waits) {
    try {
      operation();
      return;
    } catch (error) {
      if (!isLocked(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    }
  }
  operation();
}
