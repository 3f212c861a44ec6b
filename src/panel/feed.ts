import path from 'node:path';
import { isActiveStatus, LogFollower, RunCatalogue, store, type RunSummary } from '../runs';
import { describeRun } from './card';
import { addFinding, newFindings, type Findings } from './findings';
import type { ToPanel } from './messages';

/** Polling intervals: while the run is active, and after its end, when it can only be deleted or resumed. */
const livePollMs = 200;
const endedPollMs = 1000;
/** State between start and stop. A new start replaces it, so that a pending read of the old one sends nothing. */
interface Reading {
  readonly log: LogFollower;
  readonly catalogue: RunCatalogue;
  readonly findings: Findings;
  lastCard: string;
  lastNotice: string;
}

/** Feed of a run's card to its panel: polls the run and sends the card when it has changed, until stopped. */
export class RunFeed {
  private current: Reading | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** `send` posts a message to the panel; nothing happens when it is closed. */
  constructor(
    private readonly runFolder: string,
    private readonly send: (message: ToPanel) => PromiseLike<unknown>,
  ) {}

  private get runId(): string {
    return path.basename(this.runFolder);
  }

  /** Whether the feed is started. */
  get isRunning(): boolean {
    return this.current !== undefined;
  }

  /** Sends the card and starts to poll. A second start replaces the first. */
  async start(): Promise<void> {
    this.stop();
    const reading: Reading = {
      // Findings need events and the newest step alone, so no columns are read.
      log: new LogFollower(this.runFolder, []),
      catalogue: new RunCatalogue(path.dirname(this.runFolder)),
      findings: newFindings(),
      lastCard: '',
      lastNotice: '',
    };
    this.current = reading;
    await this.follow(reading);
  }

  /** Stops polling; a message that was already posted may still arrive. */
  stop(): void {
    clearTimeout(this.timer);
    this.current = undefined;
  }

  /** Polls once and schedules the next poll. A file that cannot be read is reported to the panel and tried again. */
  private async follow(reading: Reading): Promise<void> {
    let waitMs = endedPollMs;
    let notice = '';
    try {
      if (!store.hasFolder(this.runFolder)) {
        await this.send({ type: 'gone', runId: this.runId });
        if (this.current === reading) this.stop();
        return;
      }
      waitMs = await this.sendCard(reading);
    } catch (error) {
      notice = `The run's log cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (this.current !== reading) return;
    if (notice !== reading.lastNotice) await this.send({ type: 'notice', runId: this.runId, message: notice });
    reading.lastNotice = notice;
    if (this.current !== reading) return;
    this.timer = setTimeout(() => void this.follow(reading), waitMs);
  }

  private async sendCard(reading: Reading): Promise<number> {
    const { findings, log, catalogue } = reading;
    const summary = await catalogue.summarize(this.runFolder);
    for await (const { events } of log.gained()) {
      for (const event of events) addFinding(findings, event, summary.progress.steps);
      if (this.current !== reading) return 0;
    }
    const run = describeRun(summary, findings);
    const text = JSON.stringify(run);
    if (text !== reading.lastCard && this.current === reading) await this.send({ type: 'card', run });
    reading.lastCard = text;
    return waitOf(summary);
  }
}

function waitOf({ status }: RunSummary): number {
  return isActiveStatus(status) ? livePollMs : endedPollMs;
}
