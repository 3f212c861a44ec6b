import { existsSync } from 'node:fs';
import path from 'node:path';
import { RunCatalogue, runFiles, runsFolder, store, summarizeRun, type RunSummary } from '../runs';
import { JobWatch, launcherNamed } from '../launchers';
import type { OptionValues } from './options';
import { readProfiles } from './profiles';
import { UsageError } from './usage-error';

const marks = ['.distillery', '.git', 'package.json'];

/** The folder that keeps the runs of `start`: the given one, else the nearest above that looks like a project, else `start`. */
export function findWorkspace({ workspace }: OptionValues, start = process.cwd()): string {
  if (workspace !== undefined) return path.resolve(workspace);
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (marks.some((mark) => existsSync(path.join(folder, mark)))) return folder;
    if (folder === path.dirname(folder)) return start;
  }
}

/** All runs of a workspace, newest first. */
export function listWorkspaceRuns(workspace: string): Promise<RunSummary[]> {
  return new RunCatalogue(runsFolder(workspace)).list();
}

/** Runs of a workspace, after their clusters were asked about those that are active there. */
export async function listCurrentRuns(workspace: string): Promise<RunSummary[]> {
  const runs = await listWorkspaceRuns(workspace);
  const isWritten = await new JobWatch(launcherNamed).look(runs, readProfiles());
  return isWritten ? listWorkspaceRuns(workspace) : runs;
}

/** A run after its cluster was asked about it, where it is active there. */
export async function findCurrentRun(workspace: string, name = ''): Promise<RunSummary> {
  const run = await findRun(workspace, name);
  return (await new JobWatch(launcherNamed).look([run], readProfiles())) ? summarizeRun(run.folder) : run;
}

/** Whether a folder holds a manifest, whatever lies there in its place. */
function isRunFolder(folder: string): boolean {
  return existsSync(folder) && store.list(folder).some(({ name }) => name === runFiles.manifest);
}

/** The run of a folder, or the one whose id begins or ends as given. Throws UsageError when there is none or more than one. */
export async function findRun(workspace: string, name = ''): Promise<RunSummary> {
  const folder = path.resolve(name);
  if (isRunFolder(folder)) return summarizeRun(folder);
  const runs = await listWorkspaceRuns(workspace);
  const [sweep, ...below] = runs
    .filter(({ id }) => id === name || id.startsWith(name) || id.endsWith(name))
    .sort(byLength);
  // A sweep's runs and controls begin with its own name, which means the sweep.
  const found =
    sweep === undefined || isSweepOf(sweep, below) ? [sweep].flatMap((one) => one ?? []) : [sweep, ...below];
  const [only] = found;
  if (only === undefined) {
    const newest = runs.slice(0, 3).map(({ id }) => id);
    const known = newest.length === 0 ? 'there is no run yet' : `the newest are ${newest.join(', ')}`;
    throw new UsageError(`no run '${name}' in ${runsFolder(workspace)}; ${known}`);
  }
  if (found.length > 1) throw new UsageError(`'${name}' fits ${found.length} runs; write more of the id`);
  return only;
}

const byLength = (one: RunSummary, other: RunSummary): number => one.id.length - other.id.length;

function isSweepOf({ id, manifest }: RunSummary, others: readonly RunSummary[]): boolean {
  return manifest?.kind === 'sweep' && others.every((other) => other.id.startsWith(`${id}-`));
}
