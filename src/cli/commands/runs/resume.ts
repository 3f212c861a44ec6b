import { Option } from 'commander';
import { resumeRun } from '../../../running';
import type { RunSummary } from '../../../runs';
import type { CommandDefinition } from '../../command';
import { followStarted } from '../../follow';
import { atATime, json, launchSettingsOf, place, programs, set } from '../../options';
import { UsageError } from '../../usage-error';
import { findCurrentRun, findWorkspace, listWorkspaceRuns } from '../../workspace';

/** Accepted only to be refused with a sentence that names the right command. */
const refusedSet = new Option(set.flags).argParser((value: string) => [value]).hideHelp();

export const resume: CommandDefinition = {
  name: 'resume',
  args: '<run>',
  summary: 'let a run that was stopped, failed or lost go on from its last checkpoint',
  options: [
    new Option(
      '--take-over',
      'also a copy, or a run of another machine that runs nowhere any more; of a sweep with the results of its runs',
    ),
    new Option(
      '--changed-inputs',
      'also with other data, teachers, script or other inputs than before, which is recorded',
    ),
    new Option(
      '--retry-failed',
      'of a sweep: also its runs that failed or were lost, each from its last checkpoint; a sweep that has finished goes on for them',
    ),
    ...[json, atATime, ...programs, ...place, refusedSet],
  ],
  async perform([name], options) {
    const folder = findWorkspace(options);
    const found = await findCurrentRun(folder, name);
    if (options.set !== undefined) throw new UsageError(describeFixedConfig(found, options.set));
    const settings = launchSettingsOf(options);
    const runs = await listWorkspaceRuns(folder);
    const { takeOver = false, changedInputs = false, retryFailed = false } = options;
    const consents = { isTakingOver: takeOver, acceptsChangedInputs: changedInputs, retriesFailed: retryFailed };
    const started = await resumeRun(found, { runs, settings, ...consents });
    return followStarted(started, options);
  },
};

function describeFixedConfig({ id }: RunSummary, [setting = '']: readonly string[]): string {
  return `${id} goes on with the config that it began with, so resume takes no --set; start a new run: distillery run CONFIG --set ${setting}`;
}
