import { joinSweep, type JoinedSweep } from '../../config';
import { readSweepChanges } from '../../runs';
import type { ComparableRun } from '../compare-runs';

/**
 * The sweep of a run with all that has joined it and without what was dropped; undefined where its config has none. Throws SpaceFault
 * for settings that cannot be read, and an Error that names a change which does not fit.
 */
export function joinedSweepOf({ folder, manifest }: ComparableRun): JoinedSweep | undefined {
  const { sweep, seed } = manifest.config;
  return sweep && joinSweep(sweep, seed, readSweepChanges(folder).changes);
}
