import { pointCount, seedsOf, SpaceFault } from '../sweeps';
import { spaceOf } from './check/sweep-space';
import type { ResolvedConfig } from './schema/schema';

/** The number of runs of a config's sweep, without controls; undefined where it has none that can be read. */
export function sweepSize({ sweep, seed }: ResolvedConfig): number | undefined {
  if (sweep === undefined) return undefined;
  try {
    const seeds = seedsOf(sweep, seed).length;
    return pointCount(sweep, spaceOf(sweep), seeds) * seeds + (sweep.then?.seeds ?? 0);
  } catch (error) {
    if (error instanceof SpaceFault) return undefined;
    throw error;
  }
}
