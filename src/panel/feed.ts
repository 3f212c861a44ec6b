import path from 'node:path';
import { isActiveStatus, LogFollower, RunCatalogue, store, type RunSummary } from '../runs';
import { describeRun } from './card';
import { addFinding, newFindings, type Findings } from './findings';
import type { ToPanel } from './messages';

/** While the run lives; a run that has ended is only watched for being deleted or resumed. */
const livePollMs = 200;
const endedPollMs = 1000;
/** What one reading of the log starts with; another start leaves it behind, so that no data comes twice. */
interface Reading {
  readonly log: LogFollower;
  readonly catalogue: RunCatalogue;
  readonly findings: Findings;
  lastCard: string;
  lastNotice: string;
}

/** Tells a panel what its run is now, whenever that has changed, until it is stopped. */
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

  /** Begins with what the run is. A second start begins anew and silences the first. */
  async start(): Promise<void> {
    this.stop();
    const reading: Reading = {
      // Findings rest on events and on the newest step: no columns are read for them.
      log: new LogFollower(this.runFolder, []),
      catalogue: new RunCatalogue(path.dirname(this.runFolder)),
      findings: newFindings(),
      lastCard: '',
      lastNotice: '',
    };
    this.current = reading;
    await this.follow(reading);
  }

  /** Sends nothing any more; a message that is under way may still arrive. */
  stop(): void {
    clearTimeout(this.timer);
    this.current = undefined;
  }

  /** Looks at the run, then waits for growth; a file that cannot be read is told, and tried again. */
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
