import * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import { describeFailure, describeProgress, describeResult } from '../../panel';
import { formatStatus, formatStatusDetail } from '../../wording';
import { isActive, type RunStore } from '../run-store';

/**
 * Shows a progress notification with a cancel button until the student's first step or the end of the run: from then on the
 * panel shows the progress and the stop button, and a notification would only cover its plots. Cancel requests a stop after
 * a checkpoint.
 */
export function showProgress(store: RunStore, folder: string): Thenable<void> {
  const find = (): RunSummary | undefined => store.runs.find((run) => run.folder === folder);
  const name = find()?.name ?? 'Run';
  const options = { location: vscode.ProgressLocation.Notification, title: name, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    return new Promise<void>((resolve) => {
      const following: vscode.Disposable[] = [];
      const look = (): void => {
        const run = find();
        const hasBegun = run !== undefined && (run.progress.step > 0 || run.progress.sweep !== undefined);
        if (run === undefined || !isActive(run) || run.status === 'queued' || hasBegun) {
          vscode.Disposable.from(...following).dispose();
          resolve();
          return;
        }
        progress.report({ message: formatStatusDetail(run) ?? (describeProgress(run) || 'starting') });
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

/** Notifies of runs that have ended: a failure with its reason and the next step, a result in one line. */
export function registerOutcomes(store: RunStore): vscode.Disposable {
  return store.onDidChange(({ ended }) => {
    for (const run of ended) void announce(run);
  });
}

/** Whether a run's end is news: a sweep tells of its own runs, and a control only where it failed. */
function isAnnounced({ manifest, status }: RunSummary): boolean {
  if (manifest?.point !== undefined) return false;
  return manifest?.controlOf === undefined || status !== 'finished';
}

async function announce(run: RunSummary): Promise<void> {
  if (!isAnnounced(run)) return;
  const panel = 'Open Panel';
  const log = 'Open Log';
  const failure = describeFailure(run);
  // The run's panel shows the result already.
  if (failure === undefined && isPanelVisible(run.name)) return;
  const result = describeResult(run);
  const again = run.progress.refusedChanges === undefined ? [] : ['Resume…'];
  const answer =
    failure !== undefined
      ? await vscode.window.showErrorMessage(
          `${run.name} ${formatStatus(run.status)}: ${failure}`,
          ...again,
          log,
          panel,
        )
      : result !== undefined
        ? await vscode.window.showInformationMessage(`${run.name} finished: ${result}`, panel)
        : undefined;
  const target = { folder: run.folder };
  if (answer === panel) await vscode.commands.executeCommand('distillery.openRunPanel', target);
  if (answer !== undefined && again.includes(answer)) await vscode.commands.executeCommand('distillery.resume', target);
  if (answer === log) await vscode.commands.executeCommand('distillery.openLog', target);
}

/** Whether the run's panel is the active tab of an editor group. */
function isPanelVisible(name: string): boolean {
  return vscode.window.tabGroups.all.some(
    ({ activeTab }) => activeTab?.input instanceof vscode.TabInputWebview && activeTab.label === name,
  );
}
