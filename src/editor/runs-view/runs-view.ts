import * as vscode from 'vscode';
import { RunCatalogue, runsFolder, type RunSummary } from '../../runs';

const REFRESH_MS = 1000;

/** The runs of all open workspace folders, newest first; polled only while the view is visible. */
export class RunsView implements vscode.TreeDataProvider<RunSummary>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<RunSummary>;
  /** Kept between polls, so that each reads only what was added to the event logs. */
  private readonly catalogues = new Map<string, RunCatalogue>();
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
    const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => runsFolder(folder.uri.fsPath));
    for (const folder of this.catalogues.keys()) if (!folders.includes(folder)) this.catalogues.delete(folder);
    const lists = await Promise.all(folders.map((folder) => this.catalogueOf(folder).list()));
    return lists.flat().sort((a, b) => b.createdAt - a.createdAt);
  }

  getTreeItem(run: RunSummary): vscode.TreeItem {
    const item = new vscode.TreeItem(run.name);
    item.id = run.folder;
    item.description = describe(run);
    item.tooltip = run.progress.message ?? run.name;
    item.contextValue = `run.${run.status}`;
    return item;
  }

  dispose(): void {
    this.poll(false);
    this.view.dispose();
    this.changed.dispose();
  }

  private catalogueOf(folder: string): RunCatalogue {
    const catalogue = this.catalogues.get(folder) ?? new RunCatalogue(folder);
    this.catalogues.set(folder, catalogue);
    return catalogue;
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

function describe({ status, progress }: RunSummary): string {
  const parts: string[] = [status];
  if (progress.epochs > 0) parts.push(`epoch ${progress.epoch.toFixed(1)}/${String(progress.epochs)}`);
  if (progress.accuracy !== undefined) parts.push(`${(progress.accuracy * 100).toFixed(1)} %`);
  if (progress.temperature !== undefined) parts.push(`T ${progress.temperature.toFixed(1)}`);
  return parts.join(' · ');
}
