import { setImmediate } from 'node:timers/promises';

/** So long the readers of a process work together before anything else has its turn. */
const turnMs = 8;
let begun = -Infinity;
let line: Promise<void> = Promise.resolve();

/**
 * Waits until more of a log may be read; to be called before each piece. However many logs are read at once, the process
 * answers others after `turnMs` and one piece: those who wait get a turn of the event loop each, in the order they came.
 */
export async function yieldToEventLoop(): Promise<void> {
  if (performance.now() - begun < turnMs) return;
  line = line.then(beginTurn);
  await line;
}

async function beginTurn(): Promise<void> {
  await setImmediate();
  begun = performance.now();
}
