import * as vscode from 'vscode';
import type { Host } from '../commands';
import { readLaunchSettings, runsAtATime } from '../settings';

/**
 * Requeues orphaned runs, whose supervisors are gone, as after a restart of the machine, and hands a change of
 * `distillery.runsAtATime` to the queues. Starts nothing in Restricted Mode.
 */
export function registerQueue(host: Host): vscode.Disposable {
  const { context, store } = host;
  let isRequeueing = false;
  const requeue = async (): Promise<void> => {
    const orphans = store.runs.filter(({ isOrphaned }) => isOrphaned === true);
    if (isRequeueing || orphans.length === 0 || !vscode.workspace.isTrusted) return;
    isRequeueing = true;
    try {
      const { requeueOrphans } = await import('../../launchers');
      const { requeued, errors } = await requeueOrphans(orphans, readLaunchSettings(context));
      for (const id of requeued) host.output.info(`${id} is queued again: the process that waited for it was gone`);
      for (const error of errors) host.output.error(error);
      await store.refresh();
    } finally {
      isRequeueing = false;
    }
  };
  return vscode.Disposable.from(
    store.onDidChange(() => void requeue()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void requeue()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration('distillery.runsAtATime') || !vscode.workspace.isTrusted) return;
      void import('./limit-runs').then(({ limitRuns }) => limitRuns(store.folders, runsAtATime()));
    }),
  );
}
