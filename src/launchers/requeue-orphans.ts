import { AlreadyStarted, type RunSummary } from '../runs';
import { submitRun } from './catalogue';
import type { LaunchSettings } from './launcher';
import { programFor } from './programs';

/**
 * Gives queued runs whose waiting processes are gone, as after a restart of the machine, new ones, the oldest first. Of
 * two windows that do so at once one succeeds for each run. Gives the ids of the runs that were queued again, and the errors
 * of those that could not be.
 */
export async function requeueOrphans(
  runs: readonly RunSummary[],
  settings: LaunchSettings,
): Promise<{ readonly requeued: readonly string[]; readonly errors: readonly Error[] }> {
  const requeued: string[] = [];
  const errors: Error[] = [];
  const orphans = runs.filter(({ isForsaken, copiedFrom }) => isForsaken === true && copiedFrom === undefined);
  for (const run of [...orphans].sort((one, other) => (one.id < other.id ? -1 : 1))) {
    if (run.manifest === undefined) continue;
    try {
      const program = programFor({ folder: run.folder, config: run.manifest.config }, settings);
      await submitRun(run, { ...settings, program });
      requeued.push(run.id);
    } catch (error) {
      if (error instanceof AlreadyStarted) continue;
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return { requeued, errors };
}
