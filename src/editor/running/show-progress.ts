import * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import { describeProgress } from '../../panel';
import { formatRunLabel, formatStatusDetail } from '../../wording';
import { isActive } from '../is-active';
import type { RunStore } from '../run-store';

/**
 * Shows a progress notification with a cancel button until the student's first step or the end of the run: from then on the
 * panel shows the progress and the stop button, and a notification would only cover its plots. Cancel requests a stop after
 * a checkpoint.
 */
export function showProgress(store: RunStore, folder: string): Thenable<void> {
  const find = (): RunSummary | undefined => store.runs.find((run) => run.folder === folder);
  const run = find();
  const name = run === undefined ? 'Run' : formatRunLabel(run);
  const options = { location: vscode.ProgressLocation.Notification, title: name, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    return new Promise<void>((resolve) => {
      const following: vscode.Disposable[] = [];
      const look = (): void => {
        const now = find();
        const hasBegun = now !== undefined && (now.progress.step > 0 || now.progress.sweep !== undefined);
        if (now === undefined || !isActive(now) || now.status === 'queued' || hasBegun) {
          vscode.Disposable.from(...following).dispose();
          resolve();
          return;
        }
        progress.report({ message: formatStatusDetail(now) ?? (describeProgress(now) || 'starting') });
      };
      following.push(
        store.onDidChange(look),
        // The command shows the reason when the run cannot be stopped.
        token.onCancellationRequested(() => void vscode.commands.executeCommand('distillery.stop', { folder })),
      );
      // The run may have trained its first step, or ended, before this subscription.
      look();
    });
  });
}
