import { maxMembers } from './groups';

/** Holder of a sweep's runs to their number at once: the queue of this machine, an array of a cluster, or nobody. */
export type QueueKind = 'local' | 'array' | 'none';

/** Number of active processes below which more are started. `atATime`: the runs that may be at work at once. */
export function startLimit(queue: QueueKind, atATime: number): number {
  switch (queue) {
    case 'local':
      // One waits in the queue, and begins as soon as it may.
      return atATime + 1;
    case 'array':
      // An array keeps to its own limit, and knows of no other beside it.
      return 1;
    case 'none':
      return atATime;
  }
}

/** Runs of an array of a cluster, which begins once the one before has ended. */
const maxTasks = 1000;

/** Runs that are listed before they are started: enough for some groups, few enough for a sweep of thousands. */
export function maxListed(queue: QueueKind): number {
  return queue === 'array' ? maxTasks : 5 * maxMembers;
}
