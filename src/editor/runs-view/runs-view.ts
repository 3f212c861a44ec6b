import * as vscode from 'vscode';
import { isStoppable, runTree, type RunSummary, type RunTree } from '../../runs';
import { describeProgress } from '../../panel';
import { formatStatus, formatStatusDetail } from '../../wording';
import { isActive, type RunStore } from '../run-store';
import { statusIcon } from '../status-icon';

/** Registers the tree view of runs, newest first, and sets the context keys of the menus. */
export function registerRunsView(store: RunStore): vscode.Disposable {
  const provider = new RunsProvider(store);
  const view = vscode.window.createTreeView('distillery.runs', { treeDataProvider: provider });
  provider.attach(view);
  const show = (runs: readonly RunSummary[]): void => {
    const active = runs.filter(isActive).length;
    view.badge = active === 0 ? undefined : { value: active, tooltip: badgeTooltip(runs) };
    void vscode.commands.executeCommand('setContext', 'distillery.hasRuns', runs.length > 0);
    void vscode.commands.executeCommand('setContext', 'distillery.hasStoppable', runs.some(isStoppable));
  };
  return vscode.Disposable.from(
    provider,
    view,
    store.onDidChange(({ runs }) => {
      show(runs);
    }),
    view.onDidChangeVisibility(({ visible }) => {
      if (!visible) return;
      provider.ensureShown();
      void store.refresh();
    }),
  );
}

/** `1 running, 2 queued`. */
function badgeTooltip(runs: readonly RunSummary[]): string {
  const waiting = runs.filter(({ status }) => status === 'queued').length;
  const working = runs.filter(isActive).length - waiting;
  return [working > 0 ? `${working} running` : '', waiting > 0 ? `${waiting} queued` : '']
    .filter((part) => part !== '')
    .join(', ');
}

/** Times in ms after which a change that VS Code has not asked for is announced again; a window that was left never asks. */
const announceAgainMs = [1000, 2000, 4000, 8000, 16_000];

class RunsProvider implements vscode.TreeDataProvider<RunSummary>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly following: vscode.Disposable;
  private view: vscode.TreeView<RunSummary> | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Whether VS Code has not asked for the runs since they changed. */
  private isStale = false;
  /** The tree of the last request for the root items. */
  private tree: RunTree = runTree([]);

  constructor(private readonly store: RunStore) {
    this.following = store.onDidChange(() => {
      this.isStale = true;
      this.announce(announceAgainMs);
    });
  }

  attach(view: vscode.TreeView<RunSummary>): void {
    this.view = view;
  }

  /** Announces a change once more where VS Code has not asked for it: it loses one that comes while it builds the view. */
  ensureShown(later: readonly number[] = announceAgainMs): void {
    if (this.isStale && this.view?.visible === true) this.announce(later);
  }

  getChildren(parent?: RunSummary): RunSummary[] {
    if (parent !== undefined) return [...this.tree.childrenOf(parent)];
    this.isStale = false;
    this.tree = runTree(this.store.runs);
    return [...this.tree.roots];
  }

  private announce([next, ...later]: readonly number[]): void {
    clearTimeout(this.timer);
    this.changed.fire(undefined);
    if (next === undefined) return;
    this.timer = setTimeout(() => {
      this.ensureShown(later);
    }, next);
  }

  getTreeItem(run: RunSummary): vscode.TreeItem {
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(run.name, this.tree.childrenOf(run).length > 0 ? Collapsed : None);
    item.id = run.folder;
    item.iconPath = statusIcon(run.status);
    // The icons of running and finished runs suffice; the rarer statuses are written out.
    const status = run.status === 'running' || run.status === 'finished' ? '' : formatStatus(run.status);
    const words = [status, formatStatusDetail(run) ?? '', describeProgress(run)]
      .filter((part) => part !== '')
      .join(' · ');
    item.description = words;
    item.contextValue = `run.${run.status}${run.isAtWork === true ? '.atWork' : ''}`;
    item.accessibilityInformation = { label: `${run.name}, ${formatStatus(run.status)}, ${words}` };
    item.command = { command: 'distillery.openRunPanel', title: 'Open Run Panel', arguments: [run] };
    return item;
  }

  /** VS Code resolves the tooltip on hover; its module is loaded only then. */
  async resolveTreeItem(item: vscode.TreeItem, run: RunSummary): Promise<vscode.TreeItem> {
    const { describeInFull } = await import('./tooltip');
    item.tooltip = describeInFull(run);
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.following.dispose();
    this.changed.dispose();
  }
}
