import path from 'node:path';
import { describeSweep, isComparable, sweepMeasures, SweepRuns, sweepTable, verdictOfSweep } from '../comparison';
import { configCopies, store } from '../runs';
import { formatStatus } from '../wording';
import { withoutPaths } from './paths';
import type { SweepRecord } from './sweep';

/** Maximum size of a config; no run starts with a larger one, so a larger copy is ignored. */
const maxConfigBytes = 256 << 10;

/** Reads the content of a sweep's export. Throws an error where its config has no sweep that can be read. */
export async function readSweepRecord(runFolder: string): Promise<SweepRecord> {
  const reader = new SweepRuns(runFolder);
  const sweep = await reader.sweep();
  const runs = await reader.list();
  const table = isComparable(sweep) ? sweepTable(sweep, runs) : undefined;
  if (!isComparable(sweep) || table === undefined) throw new Error(`${sweep.id}: its config has no sweep`);
  const { manifest } = sweep;
  const folders = [runFolder, manifest.cacheFolder, path.dirname(manifest.configPath)];
  const { sentence, basis, results, pairs, detail, figures } = await verdictOfSweep(sweep, runs);
  return {
    ...{ id: sweep.id, name: sweep.name, status: formatStatus(sweep.status), table },
    subtitle: describeSweep(sweep, table),
    measures: await sweepMeasures(sweep, runs),
    verdict: { sentence, basis, results, pairs, detail: withoutPaths(detail, folders), figures },
    configText: withoutPaths(configTextOf(runFolder), folders),
  };
}

/** The copy of the config in a run folder; empty where there is none of a config's size. */
export function configTextOf(runFolder: string): string {
  const files = Object.values(configCopies).map((name) => path.join(runFolder, name));
  const file = files.find((one) => (store.fileStatus(one)?.size ?? Infinity) <= maxConfigBytes);
  return file === undefined ? '' : store.readText(file);
}
