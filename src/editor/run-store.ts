import path from 'node:path';
import * as vscode from 'vscode';
import { allowStoreFolders, isStoppable, runsFolder, type RunSummary } from '../runs';
import { isActive } from './is-active';
import type { RunsReader } from './runs-reader';
import { allowedFolders } from './settings';

/** Interval in ms between two refreshes while a run is active, and between two looks for new runs; longer on a disk of the network. */
const pollMs = 1000;

/** Change between two refreshes of the runs. */
export interface RunsChange {
  readonly runs: readonly RunSummary[];
  /** Runs that were active at the last refresh and are no longer. */
  readonly ended: readonly RunSummary[];
}

/** Places whose coming tells of a run: a new folder is one event, without those of the files in it. */
const runPlaces = '{**/.distillery,**/.distillery/runs/*/run.json}';

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
  private readonly began = new vscode.EventEmitter<void>();
  /** Loaded with the first refresh: activation reads no runs. */
  private reader: RunsReader | undefined;
  private watcher: vscode.Disposable | undefined;
  private known: readonly RunSummary[] = [];
  private readonly expected = new Set<string>();
  private watched: readonly string[];
  private stamp = '';
  private timer: NodeJS.Timeout | undefined;
  private refreshing: Promise<void> | undefined;
  private hasRead = false;
  private isDisposed = false;

  /** Fires when a displayed property of a run has changed. */
  readonly onDidChange = this.changed.event;

  /** Fires once, with the first refresh: the window has to do with runs, or with configs. Until then nothing is watched or read. */
  readonly onDidBegin = this.began.event;

  /** `memory` keeps the watched folders over a reload of the window. */
  constructor(private readonly memory: vscode.Memento) {
    const kept: unknown = memory.get(watchedKey, []);
    this.watched = Array.isArray(kept) ? kept.filter((folder) => typeof folder === 'string').slice(-maxWatched) : [];
    allowStoreFolders(allowedFolders);
  }

  /** Whether there are runs outside of the workspace that were started or opened here. */
  get hasWatched(): boolean {
    return this.watched.length > 0;
  }

  /** Refreshes for the first time, unless that has begun. */
  begin(): void {
    if (this.watcher === undefined) void this.refresh();
  }

  /** Waits until the runs have been read once. Rejects as the refresh does that cannot read them. */
  async whenRead(): Promise<void> {
    if (!this.hasRead) await (this.refreshing ?? this.refresh());
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
    if (this.watcher === undefined && !this.isDisposed) {
      this.watcher = this.watchPlaces();
      this.began.fire();
    }
    await this.refreshing;
    this.refreshing ??= this.readRuns(look).finally(() => (this.refreshing = undefined));
    await this.refreshing;
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    this.watcher?.dispose();
    this.changed.dispose();
    this.began.dispose();
  }

  private watchPlaces(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(runPlaces, false, true);
    const again = (): void => void this.refresh();
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(again),
      watcher.onDidDelete(again),
      vscode.workspace.onDidChangeWorkspaceFolders(again),
    );
  }

  private async readRuns(look: 'all' | 'active'): Promise<void> {
    clearTimeout(this.timer);
    const before = new Set([...this.expected, ...this.known.filter(isActive).map(({ folder }) => folder)]);
    this.reader ??= new (await import('./runs-reader')).RunsReader();
    this.stamp = this.reader.stampOf(this.folders);
    const { runs, isChanged } = await this.reader.read(this.folders, look);
    if (this.isDisposed) return;
    this.known = runs;
    this.hasRead = true;
    if (isChanged) {
      for (const { folder } of runs) this.expected.delete(folder);
      this.changed.fire({ runs, ended: runs.filter((run) => before.has(run.folder) && !isActive(run)) });
    }
    this.reader.lookAtJobs(runs, () => void this.refresh());
    this.pollLater();
  }

  /** Polls the modification times of the queue folders too, since a file watcher misses some runs that begin or end. */
  private async poll(): Promise<void> {
    if (this.reader?.stampOf(this.folders) !== this.stamp) await this.refresh();
    else if (this.known.some(isStoppable)) await this.refresh('active');
    else this.pollLater();
  }

  /** Polls while there is a folder of runs; where there is none the watcher tells of the first run, and nothing is looked at. */
  private pollLater(): void {
    if (this.isDisposed || this.stamp === '') return;
    const pauseMs = this.reader?.pauseFor(this.folders, pollMs) ?? pollMs;
    this.timer = setTimeout(() => void this.poll(), pauseMs);
  }
}
