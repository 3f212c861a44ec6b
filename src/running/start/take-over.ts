import path from 'node:path';
import { isForeign, type RunSummary } from '../../runs';
import { formatCount, formatCountOf } from '../../wording';

/** Runs from elsewhere that become this workspace's when their sweep does; none for another run. */
export function runsTakenWith({ id, folder, manifest }: RunSummary, runs: readonly RunSummary[]): RunSummary[] {
  if (manifest?.kind !== 'sweep') return [];
  const isBeside = (run: RunSummary): boolean => path.dirname(run.folder) === path.dirname(folder);
  // Controls have no parent: the coordinator finds both by their ids.
  return runs.filter(
    (run) => run.id.startsWith(`${id}-`) && isBeside(run) && isForeign(run) && run.manifest !== undefined,
  );
}

/** A clause about the results that are taken over with a sweep. */
export function describeTaken(copies: readonly RunSummary[]): string {
  const finished = copies.filter(({ status }) => status === 'finished').length;
  return `its ${formatCountOf(copies.length, 'run')} ${copies.length === 1 ? 'is' : 'are'} taken over too, and the results of ${formatCount(finished)} of them count as they came, which nothing proves`;
}

/** The host of a run that is not known to be this workspace's, empty where it names none; undefined for its own runs. */
export function hostOf({ copiedFrom, elsewhere }: RunSummary): string | undefined {
  return copiedFrom ?? elsewhere;
}
