import * as vscode from 'vscode';
import {
  allowStoreFolders,
  isActiveStatus,
  queueFolder,
  RunCatalogue,
  runsFolder,
  store,
  type RunSummary,
} from '../../runs';
import { allowedFolders } from './settings';

/** How often the logs of running runs are looked at, and whether anything has begun to run. */
const pollMs = 1000;

/** Whether a run's process is, or may soon be, at work. */
export function isActive({ status }: RunSummary): boolean {
  return isActiveStatus(status);
}

/** When a folder last changed; undefined where there is none, or none that may be looked into. */
function modifiedMs(folder: string): number | undefined {
  try {
    return store.folderStatus(folder)?.mtimeMs;
  } catch {
    return undefined;
  }
}

/** What changed between two looks at the runs. */
export interface RunsChange {
  readonly runs: readonly RunSummary[];
  /** Runs that were active at the last look and are no longer. */
  readonly ended: readonly RunSummary[];
}

/**
 * The runs of all workspace folders, newest first, for everything in the editor that shows them. It looks again while a
 * run is active, when one begins or ends anywhere, such as in another window, and when it is told to; looks never overlap.
 */
export class RunStore implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunsChange>();
  /** Kept between looks, so that each reads only what was added to the logs. */
  private readonly catalogues = new Map<string, RunCatalogue>();
  private readonly watcher = vscode.workspace.createFileSystemWatcher('**/.distillery/runs/*/run.json', false, true);
  private known: readonly RunSummary[] = [];
  private readonly expected = new Set<string>();
  private readonly refusals = new Set<string>();
  private digest = '';
  private stamp = '';
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private isDisposed = false;

  /** Fires when anything that is shown of a run has changed. */
  readonly onDidChange = this.changed.event;

  constructor() {
    allowStoreFolders(allowedFolders);
    this.watcher.onDidCreate(() => void this.refresh());
    this.watcher.onDidDelete(() => void this.refresh());
  }

  /** Takes a run that was started here for active before its first look, so that an end as quick as that is told too. */
  expect(folder: string): void {
    this.expected.add(folder);
  }

  /** The folders of runs, one for each folder of the workspace. */
  get folders(): string[] {
    return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => runsFolder(uri.fsPath));
  }

  get runs(): readonly RunSummary[] {
    return this.known;
  }

  /** Looks now; a look that has begun is waited for, and another one follows it. */
  async refresh(): Promise<void> {
    await this.looking;
    this.looking ??= this.look().finally(() => (this.looking = undefined));
    await this.looking;
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    this.watcher.dispose();
    this.changed.dispose();
  }

  private async look(): Promise<void> {
    clearTimeout(this.timer);
    const before = new Set([...this.expected, ...this.known.filter(isActive).map(({ folder }) => folder)]);
    this.stamp = this.readStamp();
    const runs = await this.list();
    if (this.isDisposed) return;
    this.known = runs;
    const digest = JSON.stringify(runs.map(({ manifest, ...shown }) => [manifest?.id, shown]));
    if (digest !== this.digest) {
      this.digest = digest;
      for (const { folder } of runs) this.expected.delete(folder);
      this.changed.fire({ runs, ended: runs.filter((run) => before.has(run.folder) && !isActive(run)) });
    }
    this.timer = setTimeout(() => void this.wait(), pollMs);
  }

  /** A run that begins or ends takes or leaves a place in line, which two looks at folders' times tell; watchers miss some. */
  private async wait(): Promise<void> {
    if (this.known.some(isActive) || this.readStamp() !== this.stamp) await this.refresh();
    else if (!this.isDisposed) this.timer = setTimeout(() => void this.wait(), pollMs);
  }

  private readStamp(): string {
    const times = this.folders
      .flatMap((folder) => [folder, queueFolder(folder)])
      .map((folder) => {
        return modifiedMs(folder);
      });
    return JSON.stringify(times);
  }

  /** Says once why the runs of a folder cannot be listed; those of other folders are shown. */
  private refuse(error: unknown): RunSummary[] {
    const reason = error instanceof Error ? error.message : String(error);
    if (!this.refusals.has(reason)) void vscode.window.showWarningMessage(`Runs cannot be listed: ${reason}`);
    this.refusals.add(reason);
    return [];
  }

  private async list(): Promise<RunSummary[]> {
    const { folders } = this;
    for (const folder of this.catalogues.keys()) if (!folders.includes(folder)) this.catalogues.delete(folder);
    const lists = await Promise.all(
      folders.map((folder) => {
        const catalogue = this.catalogues.get(folder) ?? new RunCatalogue(folder);
        this.catalogues.set(folder, catalogue);
        return catalogue.list().catch((error: unknown) => this.refuse(error));
      }),
    );
    // The catalogue goes on writing into its progress; what is shown is how it stood at this look.
    return lists
      .flat()
      .map((run) => ({ ...run, progress: { ...run.progress } }))
      .sort((a, b) => b.createdAt - a.createdAt);
  }
}
