import * as vscode from 'vscode';
import { describeModel } from '../../config';
import { describeObjective } from '../../distillation';
import type { RunSummary } from '../../runs';
import { describeFailure, describeProgress, describeResult } from '../running/describe-run';
import { isActive, type RunStore } from '../running/run-store';
import { statusIcon } from '../running/status-icon';

/** The view of all runs, newest first, and the context keys that menus ask for. */
export function registerRunsView(store: RunStore): vscode.Disposable {
  const provider = new RunsProvider(store);
  const view = vscode.window.createTreeView('distillery.runs', { treeDataProvider: provider });
  const show = (runs: readonly RunSummary[]): void => {
    const active = runs.filter(isActive).length;
    view.badge = active === 0 ? undefined : { value: active, tooltip: `${active} running` };
    void vscode.commands.executeCommand('setContext', 'distillery.hasRuns', runs.length > 0);
    void vscode.commands.executeCommand('setContext', 'distillery.hasActive', active > 0);
  };
  return vscode.Disposable.from(
    provider,
    view,
    store.onDidChange(({ runs }) => {
      show(runs);
    }),
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) void store.refresh();
    }),
  );
}

class RunsProvider implements vscode.TreeDataProvider<RunSummary>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly following: vscode.Disposable;

  constructor(private readonly store: RunStore) {
    this.following = store.onDidChange(() => {
      this.changed.fire(undefined);
    });
  }

  getChildren(parent?: RunSummary): RunSummary[] {
    return parent === undefined ? [...this.store.runs] : [];
  }

  getTreeItem(run: RunSummary): vscode.TreeItem {
    const item = new vscode.TreeItem(run.name);
    item.id = run.folder;
    item.iconPath = statusIcon(run.status);
    item.description = [run.status, describeProgress(run)].filter((part) => part !== '').join(' · ');
    item.tooltip = tooltip(run);
    item.contextValue = `run.${run.status}`;
    item.accessibilityInformation = { label: `${run.name}, ${item.description}` };
    item.command = { command: 'distillery.openRunPanel', title: 'Open Run Panel', arguments: [run] };
    return item;
  }

  dispose(): void {
    this.following.dispose();
    this.changed.dispose();
  }
}

/** Everything in a tooltip that comes from files is appended as text, never read as markup. */
function tooltip(run: RunSummary): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const line = (label: string, value: string | undefined): void => {
    if (value === undefined || value === '') return;
    text.appendMarkdown(`**${label}** `);
    text.appendText(value);
    text.appendMarkdown('\n\n');
  };
  const config = run.manifest?.config;
  const teacher = config && config.loss.soft > 0 ? config.teacher : undefined;
  text.appendText(`${run.name} (${run.id})\n`);
  text.appendMarkdown('\n\n');
  line('Status', [run.status, describeProgress(run)].filter((part) => part !== '').join(' · '));
  line('Result', describeResult(run));
  line('Failure', describeFailure(run));
  if (config === undefined) return text;
  const temperature = teacher === undefined ? undefined : config.temperature;
  line('Objective', describeObjective({ ...config.loss, temperature }));
  line('Teacher', teacher && describeModel(teacher.model, config.data.set));
  line('Student', describeModel(config.student.model, config.data.set));
  line('Engine', run.progress.engine);
  line('Started', new Date(run.createdAt).toLocaleString());
  return text;
}
