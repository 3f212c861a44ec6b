import { listValues, pointCount, seedsOf, SpaceFault, type Parameter } from '../sweeps';
import { spaceOf } from './check/sweep-space';
import { notOfControl } from './control';
import type { ResolvedConfig } from './schema/schema';

/** Runs that a sweep will have. */
export interface SweepPlanSize {
  readonly points: number;
  /** Seeds of each point. */
  readonly seeds: number;
  /** Fresh seeds of the best point. */
  readonly fresh: number;
  /** Runs in all, without controls. */
  readonly runs: number;
  /** Controls, where each setting that they share takes all of its values. */
  readonly controls: number;
}

/** The number of runs of a config's sweep; undefined where it has none that can be read. */
export function sweepPlanSize({ sweep, seed }: ResolvedConfig): SweepPlanSize | undefined {
  if (sweep === undefined) return undefined;
  try {
    const parameters = spaceOf(sweep);
    const seeds = seedsOf(sweep, seed).length;
    const points = pointCount([{ options: sweep, parameters, seeds }]);
    const fresh = sweep.then?.seeds ?? 0;
    const shared = Math.min(points, studentsOf(parameters));
    const controls = sweep.control ? shared * seeds + fresh : 0;
    return { points, seeds, fresh, runs: points * seeds + fresh, controls };
  } catch (error) {
    if (error instanceof SpaceFault) return undefined;
    throw error;
  }
}

/** Combinations of the settings that a control has too: each is a student of its own. */
function studentsOf(parameters: readonly Parameter[]): number {
  const shared = parameters.filter(({ path: [top = ''] }) => !notOfControl.includes(top));
  return shared.reduce((product, { domain }) => product * (listValues(domain)?.length ?? Infinity), 1);
}

/** The number of runs of a config's sweep, without controls; undefined where it has none that can be read. */
export function sweepSize(config: ResolvedConfig): number | undefined {
  return sweepPlanSize(config)?.runs;
}

/** Seconds that a sweep takes, if each run takes as long as runs of its config did so far. */
export function sweepSeconds({ runs, controls }: SweepPlanSize, secondsOfRun: number, atATime: number): number {
  return ((runs + controls) * secondsOfRun) / Math.max(1, atATime);
}
