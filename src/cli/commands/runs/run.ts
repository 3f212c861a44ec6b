import { startRun } from '../../../running';
import type { CommandDefinition } from '../../command';
import { loadConfig, printProblems } from '../../config-file';
import { followStarted } from '../../follow';
import { atATime, json, launchSettingsOf, place, programs, set } from '../../options';

export const run: CommandDefinition = {
  name: 'run',
  args: '<config>',
  summary: 'start a run, follow it to its end and print the result',
  options: [set, json, atATime, ...programs, ...place],
  async perform([name = ''], options) {
    const settings = launchSettingsOf(options);
    const checked = await loadConfig(name, options);
    if (!printProblems(checked)) return 2;
    return followStarted(await startRun(checked, settings), options);
  },
};
