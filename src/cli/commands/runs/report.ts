import { describeProblem, product } from '../../../runs';
import type { CommandDefinition } from '../../command';
import { place } from '../../options';
import { printResult } from '../../output';
import { findRun, findWorkspace } from '../../workspace';

export const report: CommandDefinition = {
  name: 'report',
  args: '<run>',
  summary: 'versions, settings and the end of the log in one text, with nothing private, for a bug report',
  options: [...place],
  async perform([name], options) {
    const folder = findWorkspace(options);
    const run = await findRun(folder, name);
    const versions = { distillery: `${product?.version ?? 'unknown'}, command line`, node: process.versions.node };
    printResult(describeProblem({ versions, settings: {}, workspaces: [folder], run }).trimEnd());
    return 0;
  },
};
