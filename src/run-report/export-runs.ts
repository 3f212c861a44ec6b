import path from 'node:path';
import { compareRuns, isComparable } from '../comparison';
import { formatContents, RunCatalogue, whyBroken } from '../runs';
import { missing } from '../wording';
import { runHtml, type ReportedTargets } from './html';
import { withoutPaths } from './paths';
import { readRecord, type RunRecord } from './record';
import { runsHtml, type ComparedRows, type ReportedRun } from './runs-html';
import { readSoftTargets } from './soft-targets/read-soft-targets';

/** A run as one HTML page, its soft targets included. Throws as `readRecord` does. */
export async function exportPage(runFolder: string): Promise<string> {
  const record = await readRecord(runFolder);
  return runHtml(record, await targetsOf(runFolder, record));
}

/**
 * Several runs as one HTML page without paths of this machine: results, curves over each other, the settings in which they differ,
 * and the report of each. Throws an error that names a run that cannot be read, or says that a sweep has an export of its own.
 */
export async function exportRuns(runFolders: readonly string[]): Promise<string> {
  const catalogues = new Map<string, RunCatalogue>();
  const runs: ReportedRun[] = [];
  for (const folder of runFolders) {
    const parent = path.dirname(folder);
    const catalogue = catalogues.get(parent) ?? new RunCatalogue(parent);
    catalogues.set(parent, catalogue);
    const record = await readRecord(folder, catalogue);
    runs.push({ record, targets: await targetsOf(folder, record) });
  }
  return runsHtml(runs, await differencesOf(runFolders, catalogues));
}

async function targetsOf(runFolder: string, { progress }: RunRecord): Promise<ReportedTargets> {
  try {
    return await readSoftTargets(runFolder, progress.temperature ?? 1);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: withoutPaths(message, [runFolder]) };
  }
}

/** Settings and inputs in which the runs differ. */
async function differencesOf(
  runFolders: readonly string[],
  catalogues: ReadonlyMap<string, RunCatalogue>,
): Promise<ComparedRows> {
  const summaries = await Promise.all(
    runFolders.map(async (folder) => {
      const catalogue = catalogues.get(path.dirname(folder)) ?? new RunCatalogue(path.dirname(folder));
      const summary = await catalogue.summarize(folder);
      if (!isComparable(summary)) throw new Error(whyBroken(summary));
      if (summary.manifest.kind === 'sweep')
        throw new Error(`${summary.id} is a sweep, which is exported alone: choose its runs, or the sweep by itself`);
      return summary;
    }),
  );
  const { settings, inputs } = compareRuns(summaries);
  const textOf = (value: unknown): string =>
    value === undefined ? missing : typeof value === 'string' ? value : JSON.stringify(value);
  const clean = (text: string): string =>
    withoutPaths(
      text,
      runFolders.map((folder) => path.dirname(folder)),
    );
  return [
    ...settings.map(({ path: setting, values }) => [setting, ...values.map((value) => clean(textOf(value)))]),
    ...inputs.map(({ input, values }) => [input, ...formatContents(values)]),
  ];
}
