import path from 'node:path';
import { RunCatalogue, store, type RunSummary } from '../../runs';

/** A folder that was changed just now may change again within the same tick of its disk's clock. */
const settledMs = 1000;

/** Runs that are read at once when a sweep is opened. */
const batch = 64;

/**
 * The runs of a sweep and their controls, found by their ids, which begin with the sweep's. A finished run is read once: nothing
 * but its deletion changes it.
 */
export class SweepRuns {
  private readonly catalogue: RunCatalogue;
  private readonly finished = new Map<string, RunSummary>();
  private listed: { readonly changedMs: number; readonly names: readonly string[] } | undefined;

  /** `known`: runs of the workspace that were read already, of which the finished ones are not read again. */
  constructor(
    private readonly sweepFolder: string,
    known: readonly RunSummary[] = [],
  ) {
    this.catalogue = new RunCatalogue(path.dirname(sweepFolder));
    for (const run of known) {
      const isSibling = path.dirname(run.folder) === path.dirname(sweepFolder);
      if (isSibling && run.status === 'finished') this.finished.set(run.id, run);
    }
  }

  /** The sweep itself. */
  sweep(): Promise<RunSummary> {
    return this.catalogue.summarize(this.sweepFolder);
  }

  /**
   * Its runs and their controls as they stand now, controls first, then in the order of their ids. `onPart` is called with those that
   * are read so far, first with a few and then with four times as many each time: a thousand take a second.
   */
  async list(onPart?: (runs: readonly RunSummary[]) => Promise<void>): Promise<readonly RunSummary[]> {
    const folder = path.dirname(this.sweepFolder);
    const names = this.names(folder);
    const there = new Set(names);
    for (const name of this.finished.keys()) if (!there.has(name)) this.finished.delete(name);
    const runs: RunSummary[] = [];
    let part = batch;
    for (let start = 0; start < names.length; start += batch) {
      runs.push(...(await Promise.all(names.slice(start, start + batch).map((name) => this.read(folder, name)))));
      if (runs.length < part || runs.length === names.length) continue;
      part *= 4;
      await onPart?.(runs);
    }
    return runs;
  }

  /** Names of the runs' folders; read anew when the folder of runs has changed, which with a thousand takes milliseconds. */
  private names(folder: string): readonly string[] {
    const changedMs = store.folderStatus(folder)?.mtimeMs ?? 0;
    const isSettled = Math.abs(Date.now() - changedMs) > settledMs;
    if (isSettled && this.listed?.changedMs === changedMs) return this.listed.names;
    const names = this.readNames(folder);
    this.listed = isSettled ? { changedMs, names } : undefined;
    return names;
  }

  private readNames(folder: string): string[] {
    const prefix = `${path.basename(this.sweepFolder)}-`;
    const names = store
      .list(folder)
      .filter((entry) => entry.isDirectory() && entry.name.startsWith(prefix))
      .map(({ name }) => name)
      .sort();
    const isControl = (name: string): boolean => name.startsWith(`${prefix}control-`);
    return [...names.filter(isControl), ...names.filter((name) => !isControl(name))];
  }

  private async read(folder: string, name: string): Promise<RunSummary> {
    const known = this.finished.get(name);
    if (known !== undefined) return known;
    const run = await this.catalogue.summarize(path.join(folder, name));
    if (run.status === 'finished') this.finished.set(name, run);
    // The catalogue goes on with its own progress.
    return { ...run, progress: { ...run.progress } };
  }
}
