import * as vscode from 'vscode';
import { listRuns, runsFolder, type RunSummary } from '../../runs';

const REFRESH_MS = 1000;

/** The runs of all open workspace folders, newest first; polled only while the view is visible. */
export class RunsView implements vscode.TreeDataProvider<RunSummary>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<RunSummary>;
  private timer: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.changed.event;

  constructor() {
    this.view = vscode.window.createTreeView('distillery.runs', { treeDataProvider: this });
    this.view.onDidChangeVisibility(({ visible }) => {
      this.poll(visible);
    });
    this.poll(this.view.visible);
  }

  /** Reads the runs again now. */
  refresh(): void {
    this.changed.fire(undefined);
  }

  async getChildren(parent?: RunSummary): Promise<RunSummary[]> {
    if (parent) return [];
    const folders = vscode.workspace.workspaceFolders ?? [];
    const lists = await Promise.all(folders.map((folder) => listRuns(runsFolder(folder.uri.fsPath))));
    return lists.flat().sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  getTreeItem(run: RunSummary): vscode.TreeItem {
    const item = new vscode.TreeItem(run.name);
    item.id = run.folder;
    item.description = `${run.status} · epoch ${run.epoch.toFixed(1)}/${String(run.epochs)}`;
    item.tooltip = run.message ?? run.name;
    item.contextValue = `run.${run.status}`;
    return item;
  }

  dispose(): void {
    this.poll(false);
    this.view.dispose();
    this.changed.dispose();
  }

  private poll(isOn: boolean): void {
    clearInterval(this.timer);
    this.timer = isOn
      ? setInterval(() => {
          this.refresh();
        }, REFRESH_MS)
      : undefined;
    if (isOn) this.refresh();
  }
}
