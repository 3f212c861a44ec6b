import { Option } from 'commander';
import { changeMarks, pinBaseline, readMarks, type MarkChange } from '../../../runs';
import { formatMarks } from '../../../wording';
import type { CommandDefinition } from '../../command';
import { collect, json, place, type OptionValues } from '../../options';
import { printResult, printSentence } from '../../output';
import { UsageError } from '../../usage-error';
import { findRun, findWorkspace, listWorkspaceRuns } from '../../workspace';

export const mark: CommandDefinition = {
  name: 'mark',
  args: '<run>',
  summary: 'name, note, tags, star, archive and baseline of a run, kept in its folder',
  options: [
    new Option('--name <text>', 'show this name in place of that of the config; an empty text takes it away'),
    new Option('--note <text>', 'keep a note with the run; an empty text takes it away'),
    new Option('--tag <word>', 'add a tag (repeatable)').argParser(collect),
    new Option('--untag <word>', 'take a tag away (repeatable)').argParser(collect),
    ...[new Option('--star', 'mark it with a star'), new Option('--no-star', 'take the star away')],
    ...[new Option('--archive', 'leave it out of lists'), new Option('--no-archive', 'list it again')],
    new Option('--baseline', 'compare the other runs of the workspace with it'),
    new Option('--no-baseline', 'compare them with it no more'),
    ...[json, ...place],
  ],
  async perform([name], options) {
    const folder = findWorkspace(options);
    const run = await findRun(folder, name);
    const change = changeOf(options, readMarks(run.folder).tags ?? []);
    const { baseline } = options;
    if (Object.keys(change).length === 0 && baseline === undefined) {
      throw new UsageError(`nothing to change; write what ${run.id} is marked with, such as --star or --tag best`);
    }
    changeMarks(run.folder, change);
    if (baseline !== undefined) pinBaseline(run, await listWorkspaceRuns(folder), baseline);
    const marks = readMarks(run.folder);
    if (options.json === true) printResult(JSON.stringify({ id: run.id, marks }));
    else printSentence(`${marks.name ?? run.id}: ${formatMarks(marks) || 'no marks'}`);
    return 0;
  },
};

function changeOf(options: OptionValues, before: readonly string[]): MarkChange {
  const { name, note, tag = [], untag = [], star, archive } = options;
  const isTagged = tag.length > 0 || untag.length > 0;
  return {
    ...(name !== undefined && { name }),
    ...(note !== undefined && { note }),
    ...(isTagged && { tags: [...before, ...tag].filter((one) => !untag.includes(one)) }),
    ...(star !== undefined && { star }),
    ...(archive !== undefined && { archived: archive }),
  };
}
