import { Option } from 'commander';
import { awaitChange, findJoinable, resumeRun, startRun, type CheckedConfig } from '../../../running';
import { summarizeRun } from '../../../runs';
import { formatCountOf } from '../../../wording';
import type { CommandDefinition } from '../../command';
import { loadConfig, printProblems } from '../../config-file';
import { followStarted } from '../../follow';
import { atATime, json, launchSettingsOf, place, programs, set, type OptionValues } from '../../options';
import { printMessage } from '../../output';
import { UsageError } from '../../usage-error';
import { findCurrentRun, findWorkspace, listWorkspaceRuns } from '../../workspace';

export const sweep: CommandDefinition = {
  name: 'sweep',
  args: '<config>',
  summary: 'start the many runs of a config with `sweep:`, follow them to their end and print the verdict',
  options: [
    new Option(
      '--add-to <sweep>',
      'in place of a new sweep: the points, seeds and fresh seeds that the config has more join one that was begun from it; one that has ended goes on',
    ),
    ...[set, json, atATime, ...programs, ...place],
  ],
  async perform([name = ''], options) {
    const settings = launchSettingsOf(options);
    const checked = await loadConfig(name, options);
    if (!printProblems(checked)) return 2;
    if (checked.config?.sweep === undefined) {
      throw new UsageError(
        `${name} has no sweep; add one, such as --set 'sweep={ over: { temperature.value: [1, 2, 4, 8] }, seeds: 3 }'`,
      );
    }
    if (options.addTo !== undefined) return addTo(options.addTo, checked, options);
    return followStarted(await startRun(checked, settings), options);
  },
};

/** Adds the points that a config has more to a sweep; one that has ended goes on, and is followed. */
async function addTo(name: string, checked: CheckedConfig, options: OptionValues): Promise<number> {
  const workspace = findWorkspace(options);
  const found = await findCurrentRun(workspace, name);
  const { points, runs, add } = findJoinable(found, checked);
  const number = add();
  const what = points > 0 ? formatCountOf(points, 'point') : 'no point, but seeds or time';
  printMessage(`${found.id}: ${what} more, ${formatCountOf(runs, 'run')} more in all`);
  switch (await awaitChange(found.folder, number)) {
    case 'taken':
      printMessage(`its coordinator has taken them; see how it stands: distillery show ${found.id}`);
      return 0;
    case 'pending':
      printMessage(
        'its coordinator has not taken them yet: it may be on another machine, or of an older version. They join when the sweep is resumed',
      );
      return 0;
    case 'ended': {
      const run = await summarizeRun(found.folder);
      const consents = { isTakingOver: false, acceptsChangedInputs: false };
      const all = await listWorkspaceRuns(workspace);
      return followStarted(
        await resumeRun(run, { runs: all, settings: launchSettingsOf(options), ...consents }),
        options,
      );
    }
  }
}
