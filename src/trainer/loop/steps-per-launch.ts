/**
 * Milliseconds that one launch may take at most: a stop, a heartbeat and the curves wait for them. Variables come out of the engine
 * once for all of them, which for those of Adam's takes as long as a step.
 */
const longestMs = 200;
/** More gain nothing, and each step's batch waits in memory. */
const most = 50;

/** Number of steps for the next launch. @param stepMs milliseconds of a step of the last launch; undefined before the first. */
export function stepsPerLaunch(stepMs: number | undefined): number {
  if (stepMs === undefined) return 1;
  return Math.max(1, Math.min(most, Math.floor(longestMs / stepMs)));
}
