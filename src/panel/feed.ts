import path from 'node:path';
import { isActiveStatus, LogFollower, RunCatalogue, store, type RunSummary } from '../runs';
import { describeRun, type RunRelation } from './card';
import { addFinding, newFindings, type Findings } from './findings';
import { FolderFeed } from './folder-feed';
import { isRunId, type ToPanel } from './messages';

/** Polling intervals: while the run is active, and after its end, when it can only be deleted or resumed. */
const livePollMs = 200;
const endedPollMs = 1000;

/** State between start and stop. */
interface Reading {
  readonly log: LogFollower;
  readonly catalogue: RunCatalogue;
  readonly findings: Findings;
  lastCard: string;
}

/** Feed of a run's card to its panel: sends the card when it has changed. */
export class RunFeed extends FolderFeed<Reading> {
  /**
   * `send` posts a message to the panel; nothing happens when it is closed. `relationOf` gives how the run stands to others,
   * which this feed does not read.
   */
  constructor(
    runFolder: string,
    private readonly send: (message: ToPanel) => PromiseLike<unknown>,
    private readonly relationOf: () => RunRelation = () => ({}),
  ) {
    super(runFolder, { retryMs: endedPollMs, unreadable: "The run's log cannot be read" });
  }

  private get runId(): string {
    return path.basename(this.runFolder);
  }

  protected override begin(): Reading {
    return {
      // Findings need events and the newest step alone, so no columns are read.
      log: new LogFollower(this.runFolder, []),
      catalogue: new RunCatalogue(path.dirname(this.runFolder)),
      findings: newFindings(),
      lastCard: '',
    };
  }

  protected override async sendChanges(reading: Reading): Promise<number> {
    const { findings, log, catalogue } = reading;
    const summary = await catalogue.summarize(this.runFolder);
    for await (const { events } of log.gained()) {
      for (const event of events) addFinding(findings, event, summary.progress.steps);
      if (!this.isCurrent(reading)) return 0;
    }
    await this.readControl(reading, summary);
    const run = describeRun(summary, findings, this.relationOf());
    const text = JSON.stringify(run);
    if (text !== reading.lastCard && this.isCurrent(reading)) await this.send({ type: 'card', run });
    reading.lastCard = text;
    return isActiveStatus(summary.status) ? livePollMs : endedPollMs;
  }

  /** Finds the result of the run's control, whose folder lies beside its own. */
  private async readControl({ catalogue, findings }: Reading, { manifest }: RunSummary): Promise<void> {
    if (findings.control !== undefined || !isRunId(manifest?.control)) return;
    const folder = path.join(path.dirname(this.runFolder), manifest.control);
    if (!store.hasFolder(folder)) return;
    const { status, progress } = await catalogue.summarize(folder);
    const { accuracy, errors } = progress;
    if (status !== 'finished' || accuracy === undefined || errors === undefined) return;
    findings.control = { accuracy, errors };
  }

  protected override sendGone(): PromiseLike<unknown> {
    return this.send({ type: 'gone', runId: this.runId });
  }

  protected override sendNotice(message: string): PromiseLike<unknown> {
    return this.send({ type: 'notice', runId: this.runId, message });
  }
}
