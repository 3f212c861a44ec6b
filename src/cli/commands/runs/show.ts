import { launchStateOf } from '../../../launchers';
import type { CommandDefinition } from '../../command';
import { json, place } from '../../options';
import { printResult } from '../../output';
import { formatRun } from '../../tables/run-details';
import { findCurrentRun, findWorkspace } from '../../workspace';

export const show: CommandDefinition = {
  name: 'show',
  args: '<run>',
  summary: 'the status, objective and results of one run',
  options: [json, ...place],
  async perform([name], options) {
    const run = await findCurrentRun(findWorkspace(options), name);
    const state = run.status === 'broken' ? undefined : await launchStateOf(run);
    const note = state?.kind === 'suspended' ? state.reason : undefined;
    printResult(options.json === true ? JSON.stringify(run) : formatRun(run, note));
    return 0;
  },
};
