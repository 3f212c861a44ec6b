import { performance } from 'node:perf_hooks';

/** The milliseconds that a call took, its promise included. */
export async function timed(run) {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** The middle of some times; the upper one of two. */
export function median(times) {
  return [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)];
}
