import { compareRuns, isComparable, resultRows, type ComparableRun } from '../../../comparison';
import { formatContents, splitOf, whyBroken, type RunSummary } from '../../../runs';
import { missing } from '../../../wording';
import type { CommandDefinition } from '../../command';
import { json, place } from '../../options';
import { onOneLine, printResult } from '../../output';
import { formatTable } from '../../tables/table';
import { UsageError } from '../../usage-error';
import { findRun, findWorkspace } from '../../workspace';

export const compare: CommandDefinition = {
  name: 'compare',
  args: '<run> <others...>',
  summary: 'the settings, data, teachers and results in which runs differ',
  options: [json, ...place],
  async perform(names, options) {
    const folder = findWorkspace(options);
    const runs = (await Promise.all(names.map((name) => findRun(folder, name)))).map(withManifest);
    printResult(options.json === true ? JSON.stringify(comparisonData(runs)) : formatComparison(runs));
    return 0;
  },
};

function withManifest(run: RunSummary): ComparableRun {
  if (!isComparable(run)) throw new UsageError(`${run.id} cannot be compared: ${whyBroken(run)}`);
  return run;
}

function comparisonData(runs: readonly ComparableRun[]): unknown {
  const { settings, inputs, warnings } = compareRuns(runs);
  const results = runs.map(({ id, status, progress }) => {
    const { errors, accuracy, agreement } = progress;
    return { id, status, split: splitOf(progress), errors, accuracy, agreement };
  });
  return { differences: settings, inputs, warnings, results };
}

function formatComparison(runs: readonly ComparableRun[]): string {
  const comparison = compareRuns(runs);
  const { settings, inputs, warnings } = comparison;
  const rows = [
    ['', ...runs.map(({ id }) => id)],
    ...settings.map(({ path, values }) => [path, ...values.map(formatSetting)]),
    ...inputs.map(({ input, values }) => [input, ...formatContents(values)]),
    ...resultRows(runs, comparison),
  ];
  return [formatTable(rows), ...warnings.map((warning) => onOneLine(`warning: ${warning}`))].join('\n');
}

const formatSetting = (value: unknown): string => (value === undefined ? missing : JSON.stringify(value));
