/**
 * Codes of a file that another program has open, or of too many open files. They say nothing of the picture, so that nothing
 * is kept by them: on Windows a virus scan or a synchronisation holds a new file for a moment.
 */
const busyCodes = new Set(['EBUSY', 'EMFILE', 'ENFILE', 'EAGAIN']);
/** Milliseconds between tries to read a busy file. */
const usualWaits: readonly number[] = [20, 100, 500];

/** Whether an error is one of a file that may be read a moment later. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && busyCodes.has(String(error.code));
}

/** Reads a file; one that is busy is tried again, for a moment in which this thread waits. Throws what the last try throws. */
export function readWithRetries<Content>(read: () => Content, waits: readonly number[] = usualWaits): Content {
  for (const milliseconds of waits) {
    try {
      return read();
    } catch (error) {
      if (!isBusy(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    }
  }
  return read();
}
