import type { Owner } from '../protocol/schemas/process-files';
import { ownerState, readOwner } from './owner';

const pollMs = 50;

/**
 * Waits for the processes of a run's last attempt on this machine, which exit a moment after its end is in the log. `look` is called
 * with their owner while they live, and may throw. Gives whether they ended within `limitMs`, also where there are none.
 */
export async function awaitOwnersEnd(
  runFolder: string,
  limitMs: number,
  look: (owner: Owner) => void = () => undefined,
): Promise<boolean> {
  const owner = readOwner(runFolder);
  const deadline = performance.now() + limitMs;
  while (owner !== undefined && ownerState(owner, runFolder) === 'alive') {
    look(owner);
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return true;
}
