import { Option } from 'commander';
import { withoutArchived, type RunSummary } from '../../../runs';
import type { CommandDefinition } from '../../command';
import { collect, json, place, type OptionValues } from '../../options';
import { printResult } from '../../output';
import { formatList } from '../../tables/run-list';
import { findWorkspace, listCurrentRuns } from '../../workspace';

export const list: CommandDefinition = {
  name: 'list',
  args: '',
  summary: 'all runs of the workspace, newest first',
  options: [
    new Option('--tag <word>', 'only runs with this tag (repeatable: with all of them)').argParser(collect),
    new Option('--starred', 'only runs with a star'),
    new Option('--archived', 'archived runs too'),
    ...[json, ...place],
  ],
  async perform(_words, options) {
    const all = await listCurrentRuns(findWorkspace(options));
    const runs = wanted(all, options);
    if (options.json === true) printResult(JSON.stringify(runs));
    else printResult(runs.length === 0 && all.length > 0 ? noneOf(all) : formatList(runs));
    return 0;
  },
};

function wanted(all: readonly RunSummary[], { tag = [], starred, archived }: OptionValues): readonly RunSummary[] {
  const shown = archived === true ? all : withoutArchived(all);
  return shown.filter(
    ({ marks }) =>
      tag.every((one) => marks?.tags?.includes(one) === true) && (starred !== true || marks?.star === true),
  );
}

function noneOf(all: readonly RunSummary[]): string {
  const tags = [...new Set(all.flatMap(({ marks }) => marks?.tags ?? []))].sort();
  const known = tags.length === 0 ? 'no run has a tag yet' : `the tags are ${tags.join(', ')}`;
  return `none of ${all.length} runs fits; ${known}, and --archived lists archived runs too`;
}
