import * as vscode from 'vscode';
import { requestStop, type RunSummary } from '../../runs';
import { describeFailure, describeProgress, describeResult } from './describe-run';
import { isActive, type RunStore } from './run-store';

/** Shows a run's progress with a cancel button until it has ended. Cancelling asks it to stop with a checkpoint. */
export function showProgress(store: RunStore, folder: string): Thenable<void> {
  const find = (): RunSummary | undefined => store.runs.find((run) => run.folder === folder);
  const name = find()?.name ?? 'Run';
  const options = { location: vscode.ProgressLocation.Notification, title: name, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    return new Promise<void>((resolve) => {
      let shown = 0;
      const cancelling = token.onCancellationRequested(() => {
        requestStop(folder);
        void store.refresh();
      });
      const following = store.onDidChange(() => {
        const run = find();
        if (run === undefined || !isActive(run)) {
          cancelling.dispose();
          following.dispose();
          resolve();
          return;
        }
        const { step, steps } = run.progress;
        const reached = steps > 0 ? (100 * step) / steps : 0;
        const message = run.status === 'stopping' ? 'stopping with a checkpoint' : describeProgress(run) || 'starting';
        progress.report({ message, increment: Math.max(0, reached - shown) });
        shown = reached;
      });
    });
  });
}

/** Says how runs ended: a failure with its reason and the next step, a result in one line. */
export function registerOutcomes(store: RunStore): vscode.Disposable {
  return store.onDidChange(({ ended }) => {
    for (const run of ended) void announce(run);
  });
}

async function announce(run: RunSummary): Promise<void> {
  const panel = 'Open Panel';
  const log = 'Open Log';
  const failure = describeFailure(run);
  const result = describeResult(run);
  const answer =
    failure !== undefined
      ? await vscode.window.showErrorMessage(`${run.name} ${run.status}: ${failure}`, log, panel)
      : result !== undefined
        ? await vscode.window.showInformationMessage(`${run.name} finished: ${result}`, panel)
        : undefined;
  const target = { folder: run.folder };
  if (answer === panel) await vscode.commands.executeCommand('distillery.openRunPanel', target);
  if (answer === log) await vscode.commands.executeCommand('distillery.openLog', target);
}
