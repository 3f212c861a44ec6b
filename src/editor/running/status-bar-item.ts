import * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import { describeProgress } from '../../panel';
import { formatCountOf, formatFacts, formatRunLabel, formatStatus, formatStatusDetail } from '../../wording';

/** The status bar item of active runs. */
export class StatusBarItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('distillery.running', vscode.StatusBarAlignment.Left, 10);

  constructor() {
    this.item.name = 'Distillery Runs';
  }

  /** Shows active runs: one with its progress, several as their number; hides where there are none. */
  show(active: readonly RunSummary[]): void {
    const { item } = this;
    const [only] = active;
    if (only === undefined) {
      item.hide();
      return;
    }
    const progress = describeProgress(only) || describeWait(only);
    item.text =
      active.length === 1
        ? `$(sync~spin) ${formatRunLabel(only)}${progress === '' ? '' : ` · ${progress}`}`
        : `$(sync~spin) ${formatCountOf(active.length, 'run')}`;
    item.tooltip = tooltip(active);
    const target = active.length === 1 ? [{ folder: only.folder }] : [];
    item.command = { command: 'distillery.showRunning', title: 'Open Run Panel', arguments: target };
    item.accessibilityInformation = { label: `Distillery: ${item.text.replace('$(sync~spin) ', '')}` };
    item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** The status of a run that waits; empty for one that is about to show its progress. */
function describeWait({ status }: RunSummary): string {
  return status === 'queued' ? formatStatus(status) : '';
}

/** Tooltip with a line for each run and a link that stops it. */
function tooltip(active: readonly RunSummary[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ['distillery.stop'] };
  for (const run of active) {
    const words = [describeProgress(run) || formatStatus(run.status), formatStatusDetail(run)];
    text.appendText(`${formatRunLabel(run)}: ${formatFacts(words)} `);
    const target = encodeURIComponent(JSON.stringify([{ folder: run.folder }]));
    text.appendMarkdown(`[Stop](command:distillery.stop?${target} "Write a checkpoint and stop")\n\n`);
  }
  return text;
}
