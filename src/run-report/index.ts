import { exportPage } from './export-runs';
import { readRecord, type RunRecord } from './record';
import { runSvg } from './run-plots';
import type { SweepWriter } from './sweep';
import { readSweepRecord } from './sweep-record';
import { runCsv, runJson } from './tables';

export { exportRuns } from './export-runs';
export { readVerdictTable, verdictOf, type VerdictTable } from './verdict';

/** Export formats and their descriptions for the person who picks one. */
export const exportFormats = {
  html: 'Report: one page with curves, results and the config',
  csv: 'Data: steps and evaluations as comma-separated values',
  json: 'Data: everything as JSON',
  svg: 'Curves as one SVG image',
} as const;
export type ExportFormat = keyof typeof exportFormats;

const writers: Readonly<Record<Exclude<ExportFormat, 'html'>, (record: RunRecord) => string>> = {
  csv: runCsv,
  json: runJson,
  svg: runSvg,
};

/** Exports a run as one text without paths of this machine. Throws an error with the reason when it cannot be exported. */
export async function exportRun(runFolder: string, format: ExportFormat): Promise<string> {
  return format === 'html' ? exportPage(runFolder) : writers[format](await readRecord(runFolder));
}

/** Exports a sweep as one text without paths of this machine, by a writer that is loaded for sweeps alone. Throws as `exportRun` does. */
export async function exportSweep(runFolder: string, format: ExportFormat, write: SweepWriter): Promise<string> {
  return write(await readSweepRecord(runFolder), format);
}

/** Whether a text names an export format. */
export function isExportFormat(text: string): text is ExportFormat {
  return Object.hasOwn(exportFormats, text);
}
