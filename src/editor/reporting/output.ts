import * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import type { RunStore } from '../running/run-store';
import { formatStatusInFull } from '../../wording';

/** The output channel: its level is chosen in the editor, as for every channel with levels. */
export function createOutput(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Distillery', { log: true });
}

/** Says in the output channel how runs come to stand; what goes wrong with a level that shows it. */
export function registerRunLog(store: RunStore, output: vscode.LogOutputChannel): vscode.Disposable {
  const known = new Map<string, string>();
  return store.onDidChange(({ runs }) => {
    for (const run of runs) {
      const standing = describe(run);
      const before = known.get(run.folder);
      known.set(run.folder, standing);
      if (before === standing) continue;
      // What had ended before this window came is no news.
      if (before === undefined && !isNews(run)) output.debug(`${run.id}: ${standing}`);
      else if (run.status === 'failed' || run.status === 'lost') output.warn(`${run.id}: ${standing}`);
      else output.info(`${run.id}: ${standing}`);
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
