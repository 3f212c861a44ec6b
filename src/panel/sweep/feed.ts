import path from 'node:path';
import { isComparable, SweepRuns, sweepTable } from '../../comparison';
import { isActiveStatus, readRunsAtATime, store, type RunSummary } from '../../runs';
import type { SweepTable } from '../../sweep-figures';
import type { ToSweep } from '../messages';
import { describeHead, describeSweepVerdict, type ReadSweep } from './describe-sweep';

/** Polling intervals: while the sweep is active, and after its end, when it can only be deleted or resumed. */
const livePollMs = 1000;
const endedPollMs = 2000;

/** State between start and stop. A new start replaces it, so that a pending read of the old one sends nothing. */
interface Reading {
  readonly runs: SweepRuns;
  /** Texts of what was sent, so that only changes are. */
  readonly sent: Map<ToSweep['type'], string>;
  /** Texts of the points that were sent. */
  points: readonly string[];
  /** Statuses of all runs at the last look, and the table then. */
  standing: string;
  table: SweepTable | undefined;
}

/** Feed of a sweep to its page: polls its runs and sends what has changed, until stopped. */
export class SweepFeed {
  private current: Reading | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** `send` posts a message to the page; nothing happens when it is closed. `known`: runs of the workspace that were read already. */
  constructor(
    private readonly runFolder: string,
    private readonly send: (message: ToSweep) => PromiseLike<unknown>,
    private readonly known: readonly RunSummary[] = [],
  ) {}

  /** Whether the feed is started. */
  get isRunning(): boolean {
    return this.current !== undefined;
  }

  /** Sends the whole sweep and starts to poll. A second start replaces the first. */
  async start(): Promise<void> {
    this.stop();
    const runs = new SweepRuns(this.runFolder, this.known);
    const reading: Reading = { runs, sent: new Map(), points: [], standing: '', table: undefined };
    this.current = reading;
    await this.follow(reading);
  }

  /** Stops polling; a message that was already posted may still arrive. */
  stop(): void {
    clearTimeout(this.timer);
    this.current = undefined;
  }

  /** Polls once and schedules the next poll. A file that cannot be read is reported to the page and tried again. */
  private async follow(reading: Reading): Promise<void> {
    let waitMs = endedPollMs;
    let notice = '';
    try {
      if (!store.hasFolder(this.runFolder)) {
        await this.send({ type: 'gone' });
        if (this.current === reading) this.stop();
        return;
      }
      waitMs = await this.sendChanges(reading);
    } catch (error) {
      notice = `The runs of this sweep cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (notice !== '' || reading.sent.has('notice')) await this.post(reading, { type: 'notice', message: notice });
    if (this.current === reading) this.timer = setTimeout(() => void this.follow(reading), waitMs);
  }

  private async sendChanges(reading: Reading): Promise<number> {
    const sweep = await reading.runs.sweep();
    const runs = await reading.runs.list(this.partSender(reading, sweep));
    // Results come when a run ends: between two ends there is no more to compute than the head.
    const standing = runs.map(({ id, status }) => `${id} ${status}`).join('\n');
    const isChanged = standing !== reading.standing || reading.table === undefined;
    if (isChanged) reading.table = isComparable(sweep) ? sweepTable(sweep, runs) : undefined;
    reading.standing = standing;
    const { table } = reading;
    const read: ReadSweep = { sweep, runs, table, atATime: readRunsAtATime(path.dirname(this.runFolder)) };
    await this.post(reading, { type: 'head', head: describeHead(read) });
    if (isChanged && table !== undefined) await this.sendPoints(reading, table);
    const isActive = isActiveStatus(sweep.status);
    if (isChanged || !isActive) await this.post(reading, { type: 'verdict', verdict: describeSweepVerdict(read) });
    return isActive ? livePollMs : endedPollMs;
  }

  /** Sends the points that are read while a sweep is opened; the best is only known once all are. */
  private partSender(
    reading: Reading,
    sweep: RunSummary,
  ): ((runs: readonly RunSummary[]) => Promise<void>) | undefined {
    if (reading.table !== undefined || !isComparable(sweep)) return undefined;
    return async (runs) => {
      const table = sweepTable(sweep, runs);
      if (table !== undefined) await this.sendPoints(reading, { ...table, best: undefined });
    };
  }

  /** Sends the points that have changed since the last time. */
  private async sendPoints(
    reading: Reading,
    { goal, settings, points, best }: Omit<SweepTable, 'best'> & { readonly best?: number | undefined },
  ): Promise<void> {
    const texts = points.map((point) => JSON.stringify(point));
    const changed = points.flatMap((point, place) =>
      texts[place] === reading.points[place] ? [] : [{ place, point }],
    );
    reading.points = texts;
    const table = { goal, settings, count: points.length, changed, ...(best !== undefined && { best }) };
    await this.post(reading, { type: 'table', table });
  }

  /** Sends a message that differs from the last one of its type. */
  private async post(reading: Reading, message: ToSweep): Promise<void> {
    const text = JSON.stringify(message);
    if (this.current !== reading || text === reading.sent.get(message.type)) return;
    reading.sent.set(message.type, text);
    await this.send(message);
  }
}
