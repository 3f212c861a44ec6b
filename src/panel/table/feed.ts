import { diskBytes, type RunSummary } from '../../runs';
import type { RunTable, TableRun } from '../../run-table';
import { packRuns, type ToTable } from '../messages';
import { DescribedRuns, describeRuns } from './describe-runs';

/** Folders whose sizes are measured at a time. */
const measuredAtOnce = 4;

const texts = new WeakMap<TableRun, string>();

/** The text of a run by which it is compared, made once. */
function textOf(run: TableRun): string {
  const text = texts.get(run) ?? JSON.stringify(run);
  texts.set(run, text);
  return text;
}

/** Whether two descriptions of a run say the same. */
const isSame = (run: TableRun, before: TableRun | undefined): boolean =>
  run === before || (before !== undefined && textOf(run) === textOf(before));

/** Keys that none of the runs has. */
function keysBeside(sent: ReadonlyMap<string, TableRun>, runs: readonly TableRun[]): string[] {
  const keys = new Set(runs.map(({ key }) => key));
  return [...sent.keys()].filter((key) => !keys.has(key));
}

/** Feed of all runs to the runs table: sends those that have changed. */
export class TableFeed {
  private readonly folders = new Map<string, string>();
  private readonly keys = new Map<string, string>();
  private readonly sizes = new Map<string, number>();
  private readonly described = new DescribedRuns();
  private readonly sent = new Map<string, TableRun>();
  private settings: RunTable['settings'] | undefined;
  private runs: readonly RunSummary[] = [];
  private isRunning = false;
  private measuring: Promise<void> | undefined;

  /** `send` posts a message to the page; nothing happens when it is closed. */
  constructor(private readonly send: (message: ToTable) => PromiseLike<unknown>) {}

  /** Sends all runs, and from then on what changes. */
  async start(runs: readonly RunSummary[]): Promise<void> {
    this.sent.clear();
    this.settings = undefined;
    this.isRunning = true;
    await this.show(runs);
  }

  /** Sends nothing more until it is started again. */
  stop(): void {
    this.isRunning = false;
  }

  /** Takes over the runs as they are now. */
  async show(runs: readonly RunSummary[]): Promise<void> {
    this.runs = runs;
    if (!this.isRunning) return;
    const { sent } = this;
    const table = this.describe();
    const isAnew = table.settings !== this.settings;
    const changed = isAnew ? table.runs : table.runs.filter((run) => !isSame(run, sent.get(run.key)));
    for (const run of table.runs) sent.set(run.key, run);
    const removed = sent.size === table.runs.length ? [] : keysBeside(sent, table.runs);
    for (const key of removed) sent.delete(key);
    this.settings = table.settings;
    if (!isAnew && changed.length === 0 && removed.length === 0) return;
    await this.send({ type: 'runs', ...(isAnew && { settings: table.settings }), changed: packRuns(changed), removed });
  }

  private describe(): RunTable {
    const { runs, sizes, described: before } = this;
    return describeRuns(runs, { keyOf: (run) => this.keyOf(run), sizes, before });
  }

  /** The run folder of a key that was sent; undefined for another text. */
  folderOf(key: string): string | undefined {
    return this.folders.get(key);
  }

  /** Measures runs on disk that were not measured since they changed, and sends their sizes. */
  async measure(): Promise<void> {
    this.measuring ??= this.measureAll().finally(() => (this.measuring = undefined));
    await this.measuring;
  }

  private async measureAll(): Promise<void> {
    const waiting = this.runs.map(({ folder }) => folder);
    const worker = async (): Promise<void> => {
      for (let folder = waiting.pop(); folder !== undefined && this.isRunning; folder = waiting.pop()) {
        const bytes = await diskBytes(folder).catch(() => undefined);
        if (bytes !== undefined) this.sizes.set(folder, bytes);
      }
    };
    await Promise.all(Array.from({ length: measuredAtOnce }, worker));
    await this.show(this.runs);
  }

  /** The id of a run, and behind it a number where runs of two folders have one id. */
  private keyOf({ folder, id }: RunSummary): string {
    const before = this.keys.get(folder);
    if (before !== undefined) return before;
    let key = id;
    for (let number = 2; this.folders.has(key); number += 1) key = `${id} (${number})`;
    this.keys.set(folder, key);
    this.folders.set(key, folder);
    return key;
  }
}
