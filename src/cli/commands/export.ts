import { writeFileSync } from 'node:fs';
import { exportFormats, exportRun, isExportFormat } from '../run-report';
import type { RunSummary } from '../runs';
import { UsageError } from './load-config';

/**
 * Writes a run's report or data to the output, or to a file. Throws UsageError for a format that there is not, and the file
 * system's error.
 */
export async function exportCommand(run: RunSummary, format: string, output: string | undefined): Promise<number> {
  if (!isExportFormat(format)) {
    throw new UsageError(`--format is ${Object.keys(exportFormats).join(', ')}, not '${format}'`);
  }
  const text = await exportRun(run.folder, format);
  if (output === undefined) process.stdout.write(text);
  else {
    writeFileSync(output, text);
    console.error(`${run.id} was written to ${output}`);
  }
  return 0;
}
