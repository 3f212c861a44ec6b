import type { RunSummary } from '../summary/summary';

/**
 * Whether a run came from elsewhere, as a clone brings one: who writes its folder can write any result into it, so it is no part
 * of a result of this workspace's unless it is asked for.
 */
export const isForeign = ({ copiedFrom }: Pick<RunSummary, 'copiedFrom'>): boolean => copiedFrom !== undefined;

/**
 * Runs that may count for another one's result: those that were run here. For one that came from elsewhere itself all count, as
 * whoever looks at it knows.
 */
export function countedRuns<Run extends RunSummary>(
  runs: readonly Run[],
  of?: Pick<RunSummary, 'copiedFrom'>,
): readonly Run[] {
  return of !== undefined && isForeign(of) ? runs : runs.filter((run) => !isForeign(run));
}
