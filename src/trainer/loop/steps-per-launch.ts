/**
 * Milliseconds that one launch may take at most: a stop, a heartbeat and the curves wait for them. Variables come out of the engine
 * once for all of them, which for those of Adam's takes as long as a step.
 */
const longestMs = 200;
/** More gain little where each step's batch waits in memory. */
const maxWithBatches = 50;
/** Of batches that are places of rows more are affordable: a launch of 0.4 ms a step takes some 0.4 ms beside its steps. */
const maxWithPlaces = 200;

/**
 * Number of steps for the next launch.
 * @param stepMs milliseconds of a step of the last launch; undefined before the first
 * @param gathersRows whether steps gather their rows by themselves
 */
export function stepsPerLaunch(stepMs: number | undefined, gathersRows = false): number {
  if (stepMs === undefined) return 1;
  const max = gathersRows ? maxWithPlaces : maxWithBatches;
  return Math.max(1, Math.min(max, Math.floor(longestMs / stepMs)));
}
