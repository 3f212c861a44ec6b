import { setImmediate } from 'node:timers/promises';

/** Time slice of all log readers of a process, in milliseconds, before other work of the event loop. */
const sliceMs = 8;
let begun = -Infinity;
let line: Promise<void> = Promise.resolve();

/**
 * Waits until more of a log may be read; to be called before each piece. However many logs are read at once, other work of the
 * process waits for `sliceMs` and one piece at most: readers continue one per iteration of the event loop, first come first served.
 */
export async function yieldToEventLoop(): Promise<void> {
  if (performance.now() - begun < sliceMs) return;
  line = line.then(beginSlice);
  await line;
}

async function beginSlice(): Promise<void> {
  await setImmediate();
  begun = performance.now();
}
