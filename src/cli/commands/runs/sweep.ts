import { startRun } from '../../../running';
import type { CommandDefinition } from '../../command';
import { loadConfig, printProblems } from '../../config-file';
import { followStarted } from '../../follow';
import { atATime, json, launchSettingsOf, place, programs, set } from '../../options';
import { UsageError } from '../../usage-error';

export const sweep: CommandDefinition = {
  name: 'sweep',
  args: '<config>',
  summary: 'start the many runs of a config with `sweep:`, follow them to their end and print the verdict',
  options: [set, json, atATime, ...programs, ...place],
  async perform([name = ''], options) {
    const settings = launchSettingsOf(options);
    const checked = await loadConfig(name, options);
    if (!printProblems(checked)) return 2;
    if (checked.config?.sweep === undefined) {
      throw new UsageError(
        `${name} has no sweep; add one, such as --set 'sweep={ over: { temperature.value: [1, 2, 4, 8] }, seeds: 3 }'`,
      );
    }
    return followStarted(await startRun(checked, settings), options);
  },
};
