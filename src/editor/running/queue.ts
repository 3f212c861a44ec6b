import * as vscode from 'vscode';
import { writeRunsAtATime } from '../../runs';
import type { RunStore } from './run-store';
import { readPrograms, runsAtATime } from './settings';

/**
 * Keeps the line of waiting runs going: a run whose waiting process is gone, as after a restart, gets a new one, and a
 * change of the setting reaches those that wait. Nothing is started in Restricted Mode.
 */
export function registerQueue(
  context: vscode.ExtensionContext,
  store: RunStore,
  output: vscode.LogOutputChannel,
): vscode.Disposable {
  let isWaking = false;
  const wake = async (): Promise<void> => {
    const forsaken = store.runs.filter(({ isForsaken }) => isForsaken === true);
    if (isWaking || forsaken.length === 0 || !vscode.workspace.isTrusted) return;
    isWaking = true;
    try {
      const { requeueOrphans } = await import('../../launchers');
      const { woken, errors } = await requeueOrphans(forsaken, readPrograms(context));
      for (const id of woken) output.info(`${id} stands in line again: the process that waited for it was gone`);
      for (const error of errors) output.error(error);
      await store.refresh();
    } finally {
      isWaking = false;
    }
  };
  return vscode.Disposable.from(
    store.onDidChange(() => void wake()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void wake()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration('distillery.runsAtATime') || !vscode.workspace.isTrusted) return;
      for (const folder of store.folders) writeRunsAtATime(folder, runsAtATime());
    }),
  );
}
