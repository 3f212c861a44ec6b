import { existsSync } from 'node:fs';
import path from 'node:path';
import { EventReader, isActiveStatus, RunCatalogue, runFiles, type RunEvent, type RunSummary } from '../../runs';
import { describeRun } from './card';
import { toCurves } from './curves';
import { addFinding, newFindings, type Findings } from './findings';
import type { RunCard, ToPanel } from './messages';

/** While the run lives; a run that has ended is only watched for being deleted or resumed. */
const livePollMs = 200;
const endedPollMs = 1000;
/** A piece is about a megabyte of log: what most runs have goes into the snapshot, longer logs follow piece by piece. */
const snapshotPieces = 8;

/** What one reading of the log starts with; another start leaves it behind, so that no data comes twice. */
interface Reading {
  readonly reader: EventReader;
  readonly catalogue: RunCatalogue;
  readonly findings: Findings;
  lastCard: string;
  lastNotice: string;
}

/** Tells a panel of one run: a snapshot, then only what the log gained, until it is stopped. */
export class RunFeed {
  private current: Reading | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** `send` gives a message to the panel; it may be gone already. */
  constructor(
    private readonly runFolder: string,
    private readonly send: (message: ToPanel) => PromiseLike<unknown>,
  ) {}

  private get runId(): string {
    return path.basename(this.runFolder);
  }

  /** Whether the panel is being told. */
  get isRunning(): boolean {
    return this.current !== undefined;
  }

  /** Begins with a snapshot. A second start begins anew and silences the first. */
  async start(): Promise<void> {
    this.stop();
    const reading: Reading = {
      reader: new EventReader(path.join(this.runFolder, runFiles.events)),
      catalogue: new RunCatalogue(path.dirname(this.runFolder)),
      findings: newFindings(),
      lastCard: '',
      lastNotice: '',
    };
    this.current = reading;
    await this.attempt(
      reading,
      () => this.sendSnapshot(reading),
      () => this.start(),
    );
  }

  /** Sends nothing any more; a message that is under way may still arrive. */
  stop(): void {
    clearTimeout(this.timer);
    this.current = undefined;
  }

  /** Does one reading's work, then waits for growth; a file that cannot be read is told, and `retry` comes later. */
  private async attempt(reading: Reading, work: () => Promise<number>, retry: () => Promise<void>): Promise<void> {
    let waitMs = endedPollMs;
    let notice = '';
    try {
      if (!existsSync(this.runFolder)) {
        await this.send({ type: 'gone', runId: this.runId });
        if (this.current === reading) this.stop();
        return;
      }
      waitMs = await work();
    } catch (error) {
      notice = `The run's log cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (this.current !== reading) return;
    if (notice !== reading.lastNotice) await this.send({ type: 'notice', runId: this.runId, message: notice });
    reading.lastNotice = notice;
    if (this.current !== reading) return;
    const next = notice === '' ? () => this.follow(reading) : retry;
    this.timer = setTimeout(() => void next(), waitMs);
  }

  private follow(reading: Reading): Promise<void> {
    return this.attempt(
      reading,
      () => this.sendGrowth(reading),
      () => this.follow(reading),
    );
  }

  private async sendSnapshot(reading: Reading): Promise<number> {
    const events: RunEvent[] = [];
    let pieces = 0;
    for (let batch = reading.reader.read(); batch.length > 0; batch = reading.reader.read()) {
      for (const event of batch) events.push(event);
      pieces += 1;
      if (pieces === snapshotPieces) break;
    }
    const summary = await reading.catalogue.summarize(this.runFolder);
    const run = this.describe(reading, summary, events);
    if (this.current !== reading) return 0;
    reading.lastCard = JSON.stringify(run);
    await this.send({ type: 'snapshot', run, curves: toCurves(events) });
    return pieces === snapshotPieces ? 0 : waitOf(summary);
  }

  private async sendGrowth(reading: Reading): Promise<number> {
    const events = reading.reader.read();
    const summary = await reading.catalogue.summarize(this.runFolder);
    const run = this.describe(reading, summary, events);
    if (this.current !== reading) return 0;
    if (events.length > 0) await this.send({ type: 'append', runId: this.runId, curves: toCurves(events) });
    const text = JSON.stringify(run);
    if (text !== reading.lastCard && this.current === reading) await this.send({ type: 'card', run });
    reading.lastCard = text;
    return events.length > 0 ? 50 : waitOf(summary);
  }

  private describe({ findings }: Reading, summary: RunSummary, events: readonly RunEvent[]): RunCard {
    for (const event of events) addFinding(findings, event, summary.progress.steps);
    return describeRun(summary, findings);
  }
}

function waitOf({ status }: RunSummary): number {
  return isActiveStatus(status) ? livePollMs : endedPollMs;
}
