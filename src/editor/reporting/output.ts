import * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import type { RunStore } from '../run-store';
import { formatStatusInFull } from '../../wording';

/** Creates the log output channel; its level is set in VS Code, as for every log channel. */
export function createOutput(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Distillery', { log: true });
}

/** Logs each change of a run's status in the output channel: a failed or lost run as a warning. */
export function registerRunLog(store: RunStore, output: vscode.LogOutputChannel): vscode.Disposable {
  const known = new Map<string, string>();
  return store.onDidChange(({ runs }) => {
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
  });
}

const isNews = ({ status }: RunSummary): boolean =>
  status === 'queued' || status === 'running' || status === 'stopping';

function describe(run: RunSummary): string {
  const { status, progress } = run;
  const message = status === 'failed' || status === 'broken' || status === 'lost' ? progress.message : undefined;
  return [formatStatusInFull(run), ...(message === undefined ? [] : [`– ${message}`])].join(' ');
}
