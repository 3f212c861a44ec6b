import path from 'node:path';
import { hasCode, runFiles, writeFileDurably, type Exit } from '../runs';

const exitTries = 60;
const exitRetryMs = 1_000;

/** Writes `exit.json`; on a full disk it retries for a minute, since only the parent knows the trainer's exit code. */
export async function writeExit(runFolder: string, ending: Omit<Exit, 'at'>): Promise<void> {
  const exit: Exit = { ...ending, at: Date.now() };
  for (let left = exitTries; left > 0; left -= 1) {
    try {
      writeFileDurably(path.join(runFolder, runFiles.exit), JSON.stringify(exit));
      return;
    } catch (error) {
      if (isGone(error)) return;
      await new Promise((resolve) => setTimeout(resolve, exitRetryMs));
    }
  }
}

/** Whether the run was deleted in the meantime. */
function isGone(error: unknown): boolean {
  return hasCode(error, 'ENOENT');
}
