import { compareConfigs } from '../../config';
import { splitOf, type RunSummary } from '../../runs';
import type { CommandDefinition } from '../command';
import { json, place } from '../options';
import { printResult } from '../output';
import { formatTable } from '../table';
import { UsageError } from '../usage-error';
import { findRun, findWorkspace } from '../workspace';

export const compare: CommandDefinition = {
  name: 'compare',
  args: '<run> <others...>',
  summary: 'the settings and results in which runs differ',
  options: [json, ...place],
  async perform(names, options) {
    const folder = findWorkspace(options);
    const runs = await Promise.all(names.map((name) => findRun(folder, name)));
    printResult(compareRuns(runs, options.json === true));
    return 0;
  },
};

/** In what runs differ, in their configs and in their results. Throws UsageError when a run cannot be read. */
export function compareRuns(runs: readonly RunSummary[], isJson: boolean): string {
  const configs = runs.map(({ id, manifest }) => {
    if (manifest === undefined) throw new UsageError(`the manifest of ${id} cannot be read`);
    return manifest.config;
  });
  const { differences, warnings } = compareConfigs(configs);
  const results = runs.map(({ id, status, progress }) => {
    const { errors, accuracy, agreement } = progress;
    return { id, status, split: splitOf(progress), errors, accuracy, agreement };
  });
  if (isJson) return JSON.stringify({ differences, warnings, results });
  const written = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value));
  const rows = [
    ['', ...runs.map(({ id }) => id)],
    ...differences.map(({ path, values }) => [path, ...values.map(written)]),
    ['status', ...results.map(({ status }) => status)],
    ['measured on', ...results.map(({ split }) => split ?? '–')],
    ['errors', ...results.map(({ errors }) => written(errors))],
    ['accuracy', ...results.map(({ accuracy }) => written(accuracy))],
    ['agreement', ...results.map(({ agreement }) => written(agreement))],
  ];
  return [formatTable(rows), ...warnings.map((warning) => `warning: ${warning}`)].join('\n');
}
