import * as vscode from 'vscode';
import { isActiveStatus, RunCatalogue, runsFolder, type RunSummary } from '../../runs';

/** How often the logs of running runs are looked at. */
const pollMs = 1000;

/** Whether a run's process is, or may soon be, at work. */
export function isActive({ status }: RunSummary): boolean {
  return isActiveStatus(status);
}

/** What changed between two looks at the runs. */
export interface RunsChange {
  readonly runs: readonly RunSummary[];
  /** Runs that were active at the last look and are no longer. */
  readonly ended: readonly RunSummary[];
}

/**
 * The runs of all workspace folders, newest first, for everything in the editor that shows them. It looks again while a
 * run is active, when a run folder comes or goes, and when it is told to; looks never overlap.
 */
export class RunStore implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunsChange>();
  /** Kept between looks, so that each reads only what was added to the logs. */
  private readonly catalogues = new Map<string, RunCatalogue>();
  private readonly watcher = vscode.workspace.createFileSystemWatcher('**/.distillery/runs/*/run.json', false, true);
  private known: readonly RunSummary[] = [];
  private readonly expected = new Set<string>();
  private digest = '';
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private isDisposed = false;

  /** Fires when anything that is shown of a run has changed. */
  readonly onDidChange = this.changed.event;

  constructor() {
    this.watcher.onDidCreate(() => void this.refresh());
    this.watcher.onDidDelete(() => void this.refresh());
  }

  /** Takes a run that was started here for active before its first look, so that an end as quick as that is told too. */
  expect(folder: string): void {
    this.expected.add(folder);
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
    const runs = await this.list();
    if (this.isDisposed) return;
    this.known = runs;
    const digest = JSON.stringify(runs.map(({ folder, status, progress }) => [folder, status, progress]));
    if (digest !== this.digest) {
      this.digest = digest;
      for (const { folder } of runs) this.expected.delete(folder);
      this.changed.fire({ runs, ended: runs.filter((run) => before.has(run.folder) && !isActive(run)) });
    }
    if (runs.some(isActive)) this.timer = setTimeout(() => void this.refresh(), pollMs);
  }

  private async list(): Promise<RunSummary[]> {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => runsFolder(uri.fsPath));
    for (const folder of this.catalogues.keys()) if (!folders.includes(folder)) this.catalogues.delete(folder);
    const lists = await Promise.all(
      folders.map((folder) => {
        const catalogue = this.catalogues.get(folder) ?? new RunCatalogue(folder);
        this.catalogues.set(folder, catalogue);
        return catalogue.list();
      }),
    );
    // The catalogue goes on writing into its progress; what is shown is how it stood at this look.
    return lists
      .flat()
      .map((run) => ({ ...run, progress: { ...run.progress } }))
      .sort((a, b) => b.createdAt - a.createdAt);
  }
}
