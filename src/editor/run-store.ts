import path from 'node:path';
import * as vscode from 'vscode';
import {
  allowStoreFolders,
  isActiveStatus,
  isStoppable,
  queueFolder,
  runsFolder,
  store,
  type RunCatalogue,
  type RunSummary,
} from '../runs';
import { JobLooks } from './job-looks';
import { allowedFolders } from './settings';

/** Interval in ms between two refreshes while a run is active, and between two looks for new runs. */
const pollMs = 1000;

/** Whether a run is queued, running or stopping. */
export function isActive({ status }: RunSummary): boolean {
  return isActiveStatus(status);
}

/** Time of a folder's last change in ms; undefined when it is missing or may not be read. */
function modifiedMs(folder: string): number | undefined {
  try {
    return store.folderStatus(folder)?.mtimeMs;
  } catch {
    return undefined;
  }
}

/** Change between two refreshes of the runs. */
export interface RunsChange {
  readonly runs: readonly RunSummary[];
  /** Runs that were active at the last refresh and are no longer. */
  readonly ended: readonly RunSummary[];
}

/** Key under which a window keeps the folders of runs outside of its workspace. */
const watchedKey = 'distillery.watchedFolders';
const maxWatched = 20;

/**
 * Store of the runs of all workspace folders, and of folders outside of them in which runs were started or opened here, newest
 * first. It refreshes every second while a run can be stopped, when a run begins
 * or ends in any window, and on `refresh`; refreshes never overlap.
 */
export class RunStore implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunsChange>();
  /** Kept between refreshes, so that each reads only the new lines of the logs. */
  private readonly catalogues = new Map<string, RunCatalogue>();
  private readonly watcher = vscode.workspace.createFileSystemWatcher('**/.distillery/runs/*/run.json', false, true);
  private known: readonly RunSummary[] = [];
  private readonly expected = new Set<string>();
  private readonly refusals = new Set<string>();
  private digests: readonly string[] = [];
  private readonly digestOf = rememberDigests();
  private watched: readonly string[];
  private stamp = '';
  private readonly jobLooks = new JobLooks();
  private timer: NodeJS.Timeout | undefined;
  private refreshing: Promise<void> | undefined;
  private isDisposed = false;

  /** Fires when a displayed property of a run has changed. */
  readonly onDidChange = this.changed.event;

  /** `memory` keeps the watched folders over a reload of the window. */
  constructor(private readonly memory: vscode.Memento) {
    const kept: unknown = memory.get(watchedKey, []);
    this.watched = Array.isArray(kept) ? kept.filter((folder) => typeof folder === 'string').slice(-maxWatched) : [];
    allowStoreFolders(allowedFolders);
    this.watcher.onDidCreate(() => void this.refresh());
    this.watcher.onDidDelete(() => void this.refresh());
  }

  /** Counts a run that was started here as active before its first refresh, so that an end before that fires too. */
  expect(folder: string): void {
    this.watch(folder);
    this.expected.add(folder);
  }

  /** Watches the folder of a run that was started or opened here, also where it lies outside of the workspace. */
  watch(runFolder: string): void {
    const folder = path.dirname(runFolder);
    if (this.folders.includes(folder)) return;
    this.watched = [...this.watched, folder].slice(-maxWatched);
    void this.memory.update(watchedKey, this.watched);
  }

  /** The runs folders: one for each workspace folder, and the watched ones outside of them. */
  get folders(): string[] {
    const own = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => runsFolder(uri.fsPath));
    return [...own, ...this.watched.filter((folder) => !own.includes(folder))];
  }

  /** The run of a folder as it was last read. */
  find(runFolder: string): RunSummary | undefined {
    return this.known.find(({ folder }) => folder === runFolder);
  }

  get runs(): readonly RunSummary[] {
    return this.known;
  }

  /** Refreshes now; waits for a refresh that has begun, and starts another one after it. */
  async refresh(look: 'all' | 'active' = 'all'): Promise<void> {
    await this.refreshing;
    this.refreshing ??= this.readRuns(look).finally(() => (this.refreshing = undefined));
    await this.refreshing;
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    this.watcher.dispose();
    this.changed.dispose();
  }

  private async readRuns(look: 'all' | 'active'): Promise<void> {
    clearTimeout(this.timer);
    const before = new Set([...this.expected, ...this.known.filter(isActive).map(({ folder }) => folder)]);
    this.stamp = this.readStamp();
    const runs = await this.list(look);
    if (this.isDisposed) return;
    this.known = runs;
    const digests = runs.map(this.digestOf);
    const isChanged = digests.length !== this.digests.length || digests.some((one, at) => one !== this.digests[at]);
    this.digests = digests;
    if (isChanged) {
      for (const { folder } of runs) this.expected.delete(folder);
      this.changed.fire({ runs, ended: runs.filter((run) => before.has(run.folder) && !isActive(run)) });
    }
    void this.jobLooks.look(runs, () => void this.refresh());
    this.timer = setTimeout(() => void this.poll(), pollMs);
  }

  /** Polls the modification times of the queue folders too, since a file watcher misses some runs that begin or end. */
  private async poll(): Promise<void> {
    if (this.readStamp() !== this.stamp) await this.refresh();
    else if (this.known.some(isStoppable)) await this.refresh('active');
    else if (!this.isDisposed) this.timer = setTimeout(() => void this.poll(), pollMs);
  }

  private readStamp(): string {
    const times = this.folders
      .flatMap((folder) => [folder, queueFolder(folder)])
      .map((folder) => {
        return modifiedMs(folder);
      });
    return JSON.stringify(times);
  }

  /** Warns once why the runs of a folder cannot be listed; those of other folders are shown. */
  private refuse(error: unknown): RunSummary[] {
    const reason = error instanceof Error ? error.message : String(error);
    if (!this.refusals.has(reason)) void vscode.window.showWarningMessage(`Runs cannot be listed: ${reason}`);
    this.refusals.add(reason);
    return [];
  }

  private async list(look: 'all' | 'active'): Promise<RunSummary[]> {
    const { folders } = this;
    const { RunCatalogue } = await import('./catalogue');
    for (const folder of this.catalogues.keys()) if (!folders.includes(folder)) this.catalogues.delete(folder);
    const lists = await Promise.all(
      folders.map((folder) => {
        const catalogue = this.catalogues.get(folder) ?? new RunCatalogue(folder);
        this.catalogues.set(folder, catalogue);
        return catalogue.list(look).catch((error: unknown) => this.refuse(error));
      }),
    );
    return lists.flat().sort((a, b) => b.createdAt - a.createdAt);
  }
}

/** Gives the function that writes what is shown of a run as text; of one that has ended, and is given as it was, once. */
function rememberDigests(): (run: RunSummary) => string {
  const known = new WeakMap<RunSummary, string>();
  return (run) => {
    const before = known.get(run);
    if (before !== undefined) return before;
    const { manifest, ...shown } = run;
    const digest = JSON.stringify([manifest?.id, shown]);
    known.set(run, digest);
    return digest;
  };
}
