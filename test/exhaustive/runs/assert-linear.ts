import assert from 'node:assert/strict';

/** Milliseconds of this process alone, so that a crowded machine does not count. */
async function cpuTime(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** At most 2.5 times for each of two doublings. */
const maxGrowth = 2.5 ** 2;
/** Shorter times are those of the collector and the compiler. */
const minCounted = 40;
const maxTries = 5;

/** Holds the time of a work on an input to the growth of its length from `small` to four times that. */
export async function assertLinear(small: number, prepare: (length: number) => () => unknown): Promise<void> {
  const [less, more] = [prepare(small), prepare(4 * small)];
  const least = { less: Infinity, more: Infinity };
  for (let tries = 0; tries < maxTries; tries += 1) {
    if (tries < 2) least.less = Math.min(least.less, await cpuTime(less));
    least.more = Math.min(least.more, await cpuTime(more));
    if (least.more < maxGrowth * Math.max(least.less, minCounted)) return;
  }
  assert.fail(`${least.more} ms, and ${least.less} ms of a quarter`);
}
