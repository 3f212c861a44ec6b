import { AlreadyStarted, type RunSummary } from '../runs';
import { submitRun } from './catalogue';
import type { LaunchSettings } from './launcher';
import { programFor } from './programs';

/**
 * Starts new supervisors for queued runs whose supervisors are gone, as after a restart of the machine, the oldest first. When
 * two windows do so at once, one of them succeeds for each run. Resolves with the ids of the requeued runs and the errors of
 * the others.
 */
export async function requeueOrphans(
  runs: readonly RunSummary[],
  settings: LaunchSettings,
): Promise<{ readonly requeued: readonly string[]; readonly errors: readonly Error[] }> {
  const requeued: string[] = [];
  const errors: Error[] = [];
  const orphans = runs.filter(({ isOrphaned, copiedFrom }) => isOrphaned === true && copiedFrom === undefined);
  for (const run of [...orphans].sort((one, other) => (one.id < other.id ? -1 : 1))) {
    if (run.manifest === undefined) continue;
    try {
      const { config, configPath } = run.manifest;
      const program = await programFor({ folder: run.folder, config, configPath }, settings);
      await submitRun(run, { ...settings, program });
      requeued.push(run.id);
    } catch (error) {
      if (error instanceof AlreadyStarted) continue;
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return { requeued, errors };
}
