import * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import { describeFailure, describeResult } from '../../panel';
import { formatRunLabel, formatStatus } from '../../wording';
import { isPanelVisible } from '../panel/open-panels';

/** Whether a run's end is news: a sweep tells of its own runs, and a control only where it failed. */
function isAnnounced({ manifest, status }: RunSummary): boolean {
  if (manifest?.point !== undefined) return false;
  return manifest?.controlOf === undefined || status !== 'finished';
}

/** Notifies of a run that has ended: a failure with its reason and the next step, a result in one line. */
export async function announce(run: RunSummary): Promise<void> {
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
