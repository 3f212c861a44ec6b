import type { RunSummary } from '../runs';

/** Times that a run is started again after its processes were lost. */
const maxRestarts = 3;

/** Counts how often the runs of a sweep were started again after their processes were lost, as by a restart of the machine. */
export class Restarts {
  private readonly counts = new Map<string, number>();

  /** Starts lost runs again by `start`, and counts them once it has: a cluster that does not answer costs no try. */
  async again(runs: readonly RunSummary[], start: (lost: readonly RunSummary[]) => Promise<void>): Promise<void> {
    const lost = runs.filter((run) => isLost(run) && !this.isGivenUp(run));
    await start(lost);
    for (const { id } of lost) this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
  }

  /** Whether a run is lost and is not started again. */
  isGivenUp(run: RunSummary): boolean {
    return isLost(run) && (this.counts.get(run.id) ?? 0) >= maxRestarts;
  }
}

/** Whether a run ended without a word: its processes are gone, or those that are there have no supervisor. */
export const isLost = ({ status, isOrphaned }: RunSummary): boolean => status === 'lost' || isOrphaned === true;
