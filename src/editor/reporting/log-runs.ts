import type * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import { formatStatusInFull } from '../../wording';

/** Logs runs whose status differs from the known one, which is brought up to date: descriptions by run folder. */
export function logRuns(
  runs: readonly RunSummary[],
  known: Map<string, string>,
  output: vscode.LogOutputChannel,
): void {
  for (const run of runs) {
    const description = describe(run);
    const before = known.get(run.folder);
    known.set(run.folder, description);
    if (before === description) continue;
    // A run that had ended before this window opened is no news.
    if (before === undefined && !isNews(run)) output.debug(`${run.id}: ${description}`);
    else if (run.status === 'failed' || run.status === 'lost') output.warn(`${run.id}: ${description}`);
    else output.info(`${run.id}: ${description}`);
  }
}

const isNews = ({ status }: RunSummary): boolean =>
  status === 'queued' || status === 'running' || status === 'stopping';

function describe(run: RunSummary): string {
  const { status, progress } = run;
  const message = status === 'failed' || status === 'broken' || status === 'lost' ? progress.message : undefined;
  return [formatStatusInFull(run), ...(message === undefined ? [] : [`– ${message}`])].join(' ');
}
