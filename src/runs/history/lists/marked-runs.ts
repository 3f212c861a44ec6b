import path from 'node:path';
import { changeMarks } from '../../folder/marks';
import { relativesOf } from '../progress/provenance';
import type { RunSummary } from '../summary/summary';

/** Runs that are not archived and belong to no sweep that is. */
export function withoutArchived<Run extends RunSummary>(runs: readonly Run[]): readonly Run[] {
  const archived = new Set(runs.flatMap(({ folder, marks }) => (marks?.archived === true ? [folder] : [])));
  if (archived.size === 0) return runs;
  return runs.filter(({ folder, manifest }) => {
    const parent = manifest && relativesOf(manifest).parent;
    return !archived.has(folder) && !(parent !== undefined && archived.has(path.join(path.dirname(folder), parent)));
  });
}

/** The run that the others of its workspace are compared with: of those marked as baseline the newest. `runs`, newest first. */
export function pinnedBaseline(runs: readonly RunSummary[], of: Pick<RunSummary, 'folder'>): RunSummary | undefined {
  const folder = path.dirname(of.folder);
  return runs.find((run) => run.marks?.baseline === true && path.dirname(run.folder) === folder);
}

/** Pins a run as the baseline of its workspace in place of the one before, or takes it off. Throws as `changeMarks` does. */
export function pinBaseline(run: Pick<RunSummary, 'folder'>, runs: readonly RunSummary[], isPinned: boolean): void {
  const folder = path.dirname(run.folder);
  changeMarks(run.folder, { baseline: isPinned ? true : undefined });
  if (!isPinned) return;
  for (const other of runs) {
    const isBefore = other.marks?.baseline === true && other.folder !== run.folder;
    if (isBefore && path.dirname(other.folder) === folder) changeMarks(other.folder, { baseline: undefined });
  }
}
