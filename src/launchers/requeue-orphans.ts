import { AlreadyStarted, type RunSummary } from '../runs';
import { startRun, type StartOptions } from './start-run';

/**
 * Gives queued runs whose waiting processes are gone, as after a restart of the machine, new ones, the oldest first. Of
 * two windows that do so at once one succeeds for each run. Gives the ids of those that were woken and the errors of
 * those that could not be.
 */
export async function requeueOrphans(
  runs: readonly RunSummary[],
  programs: Omit<StartOptions, 'runFolder'>,
): Promise<{ readonly woken: readonly string[]; readonly errors: readonly Error[] }> {
  const woken: string[] = [];
  const errors: Error[] = [];
  const forsaken = runs.filter(({ isForsaken, copiedFrom }) => isForsaken === true && copiedFrom === undefined);
  for (const { id, folder } of [...forsaken].sort((one, other) => (one.id < other.id ? -1 : 1))) {
    try {
      await startRun({ ...programs, runFolder: folder });
      woken.push(id);
    } catch (error) {
      if (error instanceof AlreadyStarted) continue;
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return { woken, errors };
}
