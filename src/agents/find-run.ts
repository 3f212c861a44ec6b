import path from 'node:path';
import * as z from 'zod';
import { runsFolder, store, type RunSummary } from '../runs';
import { AgentFault, type AgentHost } from './agent-tool';

/** A run as an agent names it. */
export const runField = z
  .string()
  .min(1)
  .max(200)
  .describe('Id of the run, or its beginning or end, as list_runs gives it; latest is the newest run.');

/** A run and the workspace that keeps it. */
export interface FoundRun {
  readonly run: RunSummary;
  readonly workspace: string;
}

/** All runs of the host's workspaces, newest first. */
export async function listRuns(host: AgentHost): Promise<FoundRun[]> {
  const lists = await Promise.all(
    host.workspaces.map(async (workspace) => {
      const runs = await host.catalogueOf(workspace).list();
      return runs.map((run) => ({ run, workspace }));
    }),
  );
  return lists.flat().sort((one, other) => other.run.createdAt - one.run.createdAt);
}

/** The folder of a run, and the workspace that keeps it. */
export interface NamedRun {
  readonly id: string;
  readonly folder: string;
  readonly workspace: string;
}

/** The run that an agent names, by the names of the folders alone. Throws AgentFault where none or several are meant. */
export function findRunFolder(host: AgentHost, name: string): NamedRun {
  const all = host.workspaces.flatMap((workspace) => {
    const runs = runsFolder(workspace);
    const folders = store.list(runs).filter((entry) => entry.isDirectory());
    return folders.map(({ name: id }) => ({ id, folder: path.join(runs, id), workspace }));
  });
  // Ids begin with the time.
  all.sort((one, other) => other.id.localeCompare(one.id));
  const exact = all.filter(({ id }) => id === name);
  const fitting = all.filter(({ id }) => id.startsWith(name) || id.endsWith(name));
  const found = name === 'latest' ? all.slice(0, 1) : exact.length > 0 ? exact : fitting;
  const [only] = found;
  if (only === undefined) {
    const newest = all.slice(0, 3).map(({ id }) => id);
    const known = newest.length === 0 ? 'there is no run yet' : `the newest are ${newest.join(', ')}`;
    throw new AgentFault(`no run '${name}' in ${host.workspaces.map(runsFolder).join(' or ')}; ${known}`);
  }
  if (found.length > 1) throw new AgentFault(`'${name}' fits ${found.length} runs; write more of the id`);
  return only;
}

/** Finds a run by its name or the beginning of its id, with its state. Throws AgentFault where none or several fit. */
export async function findRun(host: AgentHost, name: string): Promise<FoundRun> {
  const { folder, workspace } = findRunFolder(host, name);
  return { run: await host.catalogueOf(workspace).summarize(folder), workspace };
}
