import type { CommandDefinition } from '../../command';
import { json, place } from '../../options';
import { printResult } from '../../output';
import { formatList } from '../../table';
import { findWorkspace, listWorkspaceRuns } from '../../workspace';

export const list: CommandDefinition = {
  name: 'list',
  args: '',
  summary: 'all runs of the workspace, newest first',
  options: [json, ...place],
  async perform(_words, options) {
    const runs = await listWorkspaceRuns(findWorkspace(options));
    printResult(options.json === true ? JSON.stringify(runs) : formatList(runs));
    return 0;
  },
};
