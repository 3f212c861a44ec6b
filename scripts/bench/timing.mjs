import { performance } from 'node:perf_hooks';

/** The milliseconds that a call took, its promise included. */
export async function timed(run) {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** The milliseconds of the processor that a call took in this process, which other processes do not slow. */
export async function timedOnProcessor(run) {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The middle of some times; the upper one of two. */
export function median(times) {
  return [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)];
}
