import { contentsOfRun, countedRuns, findBaselines, type RunSummary } from '../../runs';
import type { Host } from '../commands';
import { hasManifest, pick } from '../choose-run';
import { openComparison } from './comparison';

/** Asks for the other run, the control offered first, and opens the comparison. */
export async function compareWith({ store }: Host, run: RunSummary): Promise<void> {
  const control =
    run.manifest &&
    findBaselines(countedRuns(store.runs, run), run.manifest.config, contentsOfRun(run.progress)).control?.id;
  const others = store.runs.filter((other) => hasManifest(other) && other.folder !== run.folder);
  if (others.length === 0) throw new Error('there is no other run yet that this one could be compared with');
  const offered = [...others.filter(({ id }) => id === control), ...others.filter(({ id }) => id !== control)];
  const other = await pick(offered, `Compare ${run.name} with`, ({ id }) => (id === control ? 'control' : ''));
  if (other !== undefined) await openComparison([run, other]);
}
