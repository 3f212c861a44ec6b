import { Option } from 'commander';
import { clearSpareCheckpoints, measureSpareCheckpoints, withDependents, type RunSummary } from '../../../runs';
import { formatBytes, formatCountOf } from '../../../wording';
import type { CommandDefinition } from '../../command';
import { json, place } from '../../options';
import { printResult, printSentence } from '../../output';
import { findRun, findWorkspace, listWorkspaceRuns } from '../../workspace';

/** Checkpoints of finished runs: of the named ones, a sweep standing for its runs and controls, or of all. */
export const clear: CommandDefinition = {
  name: 'clear',
  args: '[runs...]',
  summary: 'remove the checkpoints of finished runs that nothing goes on from; students, logs and answers stay',
  options: [new Option('--dry-run', 'print their size, and remove nothing'), json, ...place],
  async perform(names, { dryRun, ...options }) {
    const workspace = findWorkspace(options);
    const runs = await chosenRuns(workspace, names);
    const size = (dryRun === true ? measureSpareCheckpoints : clearSpareCheckpoints)(runs);
    const verb = dryRun === true ? 'would be removed' : 'removed';
    if (options.json === true) printResult(JSON.stringify(size));
    else
      printSentence(`checkpoints of ${formatCountOf(size.runs, 'finished run')}, ${formatBytes(size.bytes)}, ${verb}`);
    return 0;
  },
};

async function chosenRuns(workspace: string, names: readonly string[]): Promise<readonly RunSummary[]> {
  const all = await listWorkspaceRuns(workspace);
  if (names.length === 0) return all;
  const named = await Promise.all(names.map((name) => findRun(workspace, name)));
  const chosen = named.flatMap((run) => withDependents(run, all));
  return [...new Map(chosen.map((run) => [run.folder, run])).values()];
}
