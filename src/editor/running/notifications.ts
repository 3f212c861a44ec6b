import * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import { describeFailure, describeProgress, describeResult } from '../../panel';
import { formatRunLabel, formatStatus, formatStatusDetail } from '../../wording';
import { isPanelVisible } from '../panel/open-panels';
import { isActive, type RunStore } from '../run-store';

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
  if (failure === undefined && isPanelVisible(run.folder)) return;
  const result = describeResult(run);
  const label = formatRunLabel(run);
  const again = run.progress.refusedChanges === undefined ? [] : ['Resume…'];
  const answer =
    failure !== undefined
      ? await vscode.window.showErrorMessage(`${label} ${formatStatus(run.status)}: ${failure}`, ...again, log, panel)
      : result !== undefined
        ? await vscode.window.showInformationMessage(`${label} finished: ${result}`, panel)
        : undefined;
  const target = { folder: run.folder };
  if (answer === panel) await vscode.commands.executeCommand('distillery.openRunPanel', target);
  if (answer !== undefined && again.includes(answer)) await vscode.commands.executeCommand('distillery.resume', target);
  if (answer === log) await vscode.commands.executeCommand('distillery.openLog', target);
}
