import { unpackRuns, type ToTable } from '../../src/panel/messages';
import type { RunTable, TableRun } from '../../src/run-table';

/** The runs as the extension has last sent them, newest first. */
export class RunList {
  private readonly runs = new Map<string, TableRun>();
  private known: RunTable = { settings: [], runs: [] };

  get table(): RunTable {
    return this.known;
  }

  find(key: string): TableRun | undefined {
    return this.runs.get(key);
  }

  /** Takes over what has changed. */
  take({ settings, changed, removed }: Extract<ToTable, { type: 'runs' }>): void {
    if (settings !== undefined) this.runs.clear();
    for (const key of removed) this.runs.delete(key);
    for (const run of unpackRuns(changed)) this.runs.set(run.key, run);
    const runs = [...this.runs.values()].sort((one, other) => other.createdAt - one.createdAt);
    this.known = { settings: settings ?? this.known.settings, runs };
  }
}
