import path from 'node:path';
import * as vscode from 'vscode';
import { pauseBetweenLooks, queueFolder, RunCatalogue, store, type RunSummary } from '../runs';
import { JobLooks } from './job-looks';
import { plainMessage } from './show-error';

/** Reader of the runs of some folders, which keeps between two reads what has not changed. */
export class RunsReader {
  /** Kept between reads, so that each reads only the new lines of the logs. */
  private readonly catalogues = new Map<string, RunCatalogue>();
  private readonly refusals = new Set<string>();
  private readonly jobLooks = new JobLooks();
  private readonly digestOf = rememberDigests();
  private digests: readonly string[] = [];

  /** The runs of folders of runs, newest first, and whether what is shown of them has changed since the last read. */
  async read(
    folders: readonly string[],
    look: 'all' | 'active',
  ): Promise<{ readonly runs: readonly RunSummary[]; readonly isChanged: boolean }> {
    for (const folder of this.catalogues.keys()) if (!folders.includes(folder)) this.catalogues.delete(folder);
    const lists = await Promise.all(folders.map((folder) => this.list(folder, look)));
    const runs = lists.flat().sort((a, b) => b.createdAt - a.createdAt);
    const digests = runs.map(this.digestOf);
    const isChanged = digests.length !== this.digests.length || digests.some((one, at) => one !== this.digests[at]);
    this.digests = digests;
    return { runs, isChanged };
  }

  /** Times of the last changes of folders of runs, of those that they lie in and of their queues; empty where none of them is there. */
  stampOf(folders: readonly string[]): string {
    const times = folders.flatMap((folder) => [path.dirname(folder), folder, queueFolder(folder)]).map(modifiedMs);
    return times.every((time) => time === undefined) ? '' : JSON.stringify(times);
  }

  /** Time in ms until folders of runs are looked at again: `localMs`, and more where one of them lies on a disk of the network. */
  pauseFor(folders: readonly string[], localMs: number): number {
    return Math.max(localMs, ...folders.map((folder) => pauseBetweenLooks(path.dirname(folder), localMs)));
  }

  /** Asks clusters about the jobs of runs. */
  lookAtJobs(runs: readonly RunSummary[], onNews: () => void): void {
    void this.jobLooks.look(runs, onNews);
  }

  private list(folder: string, look: 'all' | 'active'): Promise<RunSummary[]> {
    const catalogue = this.catalogues.get(folder) ?? new RunCatalogue(folder);
    this.catalogues.set(folder, catalogue);
    return catalogue.list(look).catch((error: unknown) => this.refuse(error));
  }

  /** Warns once why the runs of a folder cannot be listed; those of other folders are shown. */
  private refuse(error: unknown): RunSummary[] {
    const reason = plainMessage(error);
    if (!this.refusals.has(reason)) void vscode.window.showWarningMessage(`Runs cannot be listed: ${reason}`);
    this.refusals.add(reason);
    return [];
  }
}

/** Time of a folder's last change in ms; undefined when it is missing or may not be read. */
function modifiedMs(folder: string): number | undefined {
  try {
    return store.folderStatus(folder)?.mtimeMs;
  } catch {
    return undefined;
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
