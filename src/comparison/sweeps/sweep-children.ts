import { countedRuns, type RunSummary } from '../../runs';
import { isComparable, type ComparableRun } from '../compare-runs';

/** Runs of a sweep that can be compared, in the order of the list; a run from elsewhere is one only of a sweep from elsewhere. */
export function childrenOf(sweep: ComparableRun, runs: readonly RunSummary[]): readonly ComparableRun[] {
  const { id } = sweep;
  return countedRuns(runs, sweep)
    .filter(isComparable)
    .filter(({ manifest }) => manifest.parent === id);
}

/** Runs of a sweep by point and stage, each group in the order of the list; runs without a point are left out. */
export function runsByPoint(children: readonly ComparableRun[]): readonly (readonly ComparableRun[])[] {
  const groups = new Map<string, ComparableRun[]>();
  for (const run of children) {
    const { point } = run.manifest;
    if (point === undefined) continue;
    const key = `${point.stage} ${point.index}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  return [...groups.values()];
}
