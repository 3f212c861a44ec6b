import * as vscode from 'vscode';
import { isStoppable, type RunSummary, type RunTree } from '../../runs';
import { openPanels } from '../panel/open-panels';
import { isActive } from '../is-active';
import type { Host } from '../commands';
import type { RunStore } from '../run-store';

/** Registers the tree view of runs, newest first, and sets the context keys of the menus. */
export function registerRunsView({ store }: Host): vscode.Disposable {
  const provider = new RunsProvider(store, () => show(store.runs));
  const view = vscode.window.createTreeView('distillery.runs', { treeDataProvider: provider, canSelectMany: true });
  provider.attach(view);
  const show = (runs: readonly RunSummary[]): void => {
    const active = runs.filter(isActive).length;
    view.badge = active === 0 ? undefined : { value: active, tooltip: badgeTooltip(runs) };
    void vscode.commands.executeCommand('setContext', 'distillery.hasRuns', runs.length > 0);
    // Not the opposite of the other: a window that has not read its runs yet has neither.
    void vscode.commands.executeCommand('setContext', 'distillery.hasNoRuns', runs.length === 0);
    void vscode.commands.executeCommand('setContext', 'distillery.hasStoppable', runs.some(isStoppable));
  };
  return vscode.Disposable.from(
    provider,
    view,
    vscode.commands.registerCommand('distillery.deleteSelected', () => onSelected(view, 'distillery.deleteRun')),
    vscode.commands.registerCommand('distillery.renameSelected', () => onSelected(view, 'distillery.renameRun')),
    store.onDidChange(({ runs }) => {
      show(runs);
    }),
    view.onDidChangeSelection(({ selection: [run, ...others] }) => {
      if (run !== undefined && others.length === 0) void follow(run.folder);
    }),
    view.onDidChangeVisibility(({ visible }) => {
      if (!visible) return;
      provider.ensureShown();
      void store.refresh();
    }),
  );
}

/** Performs a command on the selected rows. Keys reach no row's command: a single row that has the focus is selected first. */
async function onSelected(view: vscode.TreeView<RunSummary>, command: string): Promise<void> {
  if (view.selection.length < 2) await vscode.commands.executeCommand('list.selectAndPreserveFocus');
  const { selection } = view;
  if (selection.length > 0) await vscode.commands.executeCommand(command, selection[0], [...selection]);
}

/** Shows a run in the preview panel, where that is open: its modules are loaded by then. */
async function follow(folder: string): Promise<void> {
  if ([...openPanels].some(({ isKept }) => !isKept)) (await import('../panel/run-panel')).followSelection(folder);
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
  private tree: RunTree | undefined;

  /** `onRead` is called when the view has been given runs, also where there are none. */
  constructor(
    private readonly store: RunStore,
    private readonly onRead: () => void,
  ) {
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

  async getChildren(parent?: RunSummary): Promise<RunSummary[]> {
    if (parent !== undefined) return [...(this.tree?.childrenOf(parent) ?? [])];
    // Its modules are loaded when the view is first shown.
    const [{ treeOf }] = await Promise.all([import('./tree-item'), this.store.whenRead()]);
    this.isStale = false;
    this.tree = treeOf(this.store.runs);
    this.onRead();
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

  async getTreeItem(run: RunSummary): Promise<vscode.TreeItem> {
    const { treeItemOf } = await import('./tree-item');
    const { store, tree } = this;
    const above = tree?.parentOf(run);
    const children = tree?.childrenOf(run).length ?? 0;
    return treeItemOf(run, { children, ...(above !== undefined && { above }) }, store.runs);
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
