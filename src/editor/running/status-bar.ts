import * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import { describeProgress } from '../../panel';
import { formatCountOf, formatRunLabel, formatStatus } from '../../wording';
import { isActive, type RunStore } from '../run-store';

/** Registers the status bar item of active runs; pressing it opens the run's panel. */
export function registerStatusBar(store: RunStore): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('distillery.running', vscode.StatusBarAlignment.Left, 10);
  item.name = 'Distillery Runs';
  const show = (runs: readonly RunSummary[]): void => {
    const active = runs.filter(isActive);
    const [only] = active;
    if (only === undefined) {
      item.hide();
      return;
    }
    const progress = describeProgress(only);
    item.text =
      active.length === 1
        ? `$(sync~spin) ${formatRunLabel(only)}${progress === '' ? '' : ` · ${progress}`}`
        : `$(sync~spin) ${formatCountOf(active.length, 'run')}`;
    item.tooltip = tooltip(active);
    const target = active.length === 1 ? [{ folder: only.folder }] : [];
    item.command = { command: 'distillery.showRunning', title: 'Open Run Panel', arguments: target };
    item.accessibilityInformation = { label: `Distillery: ${item.text.replace('$(sync~spin) ', '')}` };
    item.show();
  };
  return vscode.Disposable.from(
    item,
    store.onDidChange(({ runs }) => {
      show(runs);
    }),
  );
}

/** Tooltip with a line for each run and a link that stops it. */
function tooltip(active: readonly RunSummary[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ['distillery.stop'] };
  for (const run of active) {
    text.appendText(`${formatRunLabel(run)}: ${describeProgress(run) || formatStatus(run.status)} `);
    const words = encodeURIComponent(JSON.stringify([{ folder: run.folder }]));
    text.appendMarkdown(`[Stop](command:distillery.stop?${words} "Write a checkpoint and stop")\n\n`);
  }
  return text;
}
