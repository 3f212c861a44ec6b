import path from 'node:path';
import { relativesOf } from '../progress/provenance';
import type { RunSummary } from '../summary/summary';

/** Runs as they belong together: sweeps with their runs and the controls of those. */
export interface RunTree {
  /** Runs without a parent that is there, in the order of the list. */
  readonly roots: readonly RunSummary[];
  /** Children of a run, in the order of the list; empty where it has none. */
  readonly childrenOf: (run: Pick<RunSummary, 'folder'>) => readonly RunSummary[];
  /** The sweep of a run; undefined at the root. */
  readonly parentOf: (run: Pick<RunSummary, 'folder'>) => RunSummary | undefined;
}

/**
 * Arranges a list of runs, of one workspace or several. Only sweeps have children: a run whose parent is gone, is no sweep or
 * descends from the run itself, as a manifest that came with a clone may have it, stands at the root.
 */
export function runTree(runs: readonly RunSummary[]): RunTree {
  const known = new Map(runs.map((run) => [run.folder, run]));
  const parents = new Map<string, RunSummary>();
  for (const run of runs) {
    const parent = parentOf(run, known);
    if (parent !== undefined) parents.set(run.folder, parent);
  }
  for (const folder of inCircles(parents)) parents.delete(folder);
  const children = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const parent = parents.get(run.folder);
    if (parent === undefined) continue;
    const siblings = children.get(parent.folder);
    if (siblings === undefined) children.set(parent.folder, [run]);
    else siblings.push(run);
  }
  return {
    roots: runs.filter(({ folder }) => !parents.has(folder)),
    childrenOf: ({ folder }) => children.get(folder) ?? [],
    parentOf: ({ folder }) => parents.get(folder),
  };
}

function parentOf(run: RunSummary, known: ReadonlyMap<string, RunSummary>): RunSummary | undefined {
  const sibling = (id: string): RunSummary | undefined => known.get(path.join(path.dirname(run.folder), id));
  const served = (run.manifest?.controlOf ?? []).map(sibling);
  const ids = [run, ...served].flatMap((one) =>
    one?.manifest === undefined ? [] : (relativesOf(one.manifest).parent ?? []),
  );
  return ids.map(sibling).find((parent) => parent?.manifest?.kind === 'sweep');
}

/** Folders of the runs that descend from themselves. Each run is looked at once, however deep a manifest makes the tree. */
function inCircles(parents: ReadonlyMap<string, RunSummary>): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  for (const start of parents.keys()) {
    const trail: string[] = [];
    const onTrail = new Set<string>();
    let folder: string | undefined = start;
    while (folder !== undefined && !seen.has(folder)) {
      seen.add(folder);
      trail.push(folder);
      onTrail.add(folder);
      folder = parents.get(folder)?.folder;
    }
    if (folder !== undefined && onTrail.has(folder)) found.push(...trail.slice(trail.indexOf(folder)));
  }
  return found;
}

/** All runs of a tree, each before its children, and how deep each one lies. */
export function flattenTree(runs: readonly RunSummary[]): { readonly run: RunSummary; readonly depth: number }[] {
  const { roots, childrenOf } = runTree(runs);
  const flat: { run: RunSummary; depth: number }[] = [];
  const waiting = roots.map((run) => ({ run, depth: 0 })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { run, depth } = next;
    flat.push(next);
    waiting.push(...[...childrenOf(run)].reverse().map((child) => ({ run: child, depth: depth + 1 })));
  }
  return flat;
}

/**
 * Runs that a deletion takes, children before their parents: the run, its children, and the controls that were made for runs
 * and that no run names after it.
 */
export function withDependents(run: RunSummary, runs: readonly RunSummary[]): RunSummary[] {
  const own = flattenTree(runs);
  const start = own.findIndex((one) => one.run.folder === run.folder);
  const depth = own[start]?.depth ?? 0;
  const behind = own.slice(start + 1);
  const end = behind.findIndex((one) => one.depth <= depth);
  const below = start < 0 ? [] : behind.slice(0, end < 0 ? behind.length : end).map((one) => one.run);
  // Controls may serve runs that stay.
  const taken = [run, ...below.filter(({ manifest }) => manifest?.controlOf === undefined)];
  const folder = path.dirname(run.folder);
  const gone = new Set(taken.map(({ id }) => id));
  const siblings = runs.filter((one) => path.dirname(one.folder) === folder && !gone.has(one.id));
  const there = new Set(siblings.map(({ id }) => id));
  const namedBy = (those: readonly RunSummary[]): Set<string> =>
    new Set(those.flatMap(({ manifest }) => manifest?.control ?? []));
  const [namedByGone, namedByOthers] = [namedBy(taken), namedBy(siblings)];
  const controls = siblings.filter(({ id, manifest }) => {
    const served = manifest?.controlOf;
    if (served === undefined || namedByOthers.has(id) || served.some((one) => there.has(one))) return false;
    return namedByGone.has(id) || served.some((one) => gone.has(one));
  });
  return [...controls, ...taken.reverse()];
}
