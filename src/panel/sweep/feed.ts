import path from 'node:path';
import { isComparable, SweepRuns, sweepTable } from '../../comparison';
import { isActiveStatus, readRunsAtATime, readSweepChanges, type RunSummary } from '../../runs';
import type { SweepTable } from '../../sweep-figures';
import { FolderFeed } from '../folder-feed';
import type { ToSweep } from '../messages';
import { describeHead, describeSweepVerdict, type ReadSweep } from './describe-sweep';

/** Polling intervals: while the sweep is active, and after its end, when it can only be deleted or resumed. */
const livePollMs = 1000;
const endedPollMs = 2000;

/** State between start and stop. */
interface Reading {
  readonly runs: SweepRuns;
  /** Texts of what was sent, so that only changes are. */
  readonly sent: Map<ToSweep['type'], string>;
  /** Texts of the points that were sent. */
  points: readonly string[];
  /** Statuses of the sweep and all of its runs at the last look, and the table then. */
  standing: string;
  table: SweepTable | undefined;
}

/** Feed of a sweep to its page: sends what has changed of its runs. */
export class SweepFeed extends FolderFeed<Reading> {
  /** `send` posts a message to the page; nothing happens when it is closed. `known`: runs of the workspace that were read already. */
  constructor(
    runFolder: string,
    private readonly send: (message: ToSweep) => PromiseLike<unknown>,
    private readonly known: readonly RunSummary[] = [],
  ) {
    super(runFolder, { retryMs: endedPollMs, unreadable: 'The runs of this sweep cannot be read' });
  }

  protected override begin(): Reading {
    const runs = new SweepRuns(this.runFolder, this.known);
    return { runs, sent: new Map(), points: [], standing: '', table: undefined };
  }

  protected override sendGone(): PromiseLike<unknown> {
    return this.send({ type: 'gone' });
  }

  protected override sendNotice(message: string): PromiseLike<unknown> {
    return this.send({ type: 'notice', message });
  }

  protected override async sendChanges(reading: Reading): Promise<number> {
    const sweep = await reading.runs.sweep();
    const runs = await reading.runs.list(this.partSender(reading, sweep));
    // Results come when a run ends: between two ends there is no more to compute than the head.
    const changes = readSweepChanges(this.runFolder).changes.length;
    const standing = [`${changes}`, ...[sweep, ...runs].map(({ id, status }) => `${id} ${status}`)].join('\n');
    const isChanged = standing !== reading.standing || reading.table === undefined;
    if (isChanged) reading.table = isComparable(sweep) ? sweepTable(sweep, runs) : undefined;
    reading.standing = standing;
    const { table } = reading;
    const read: ReadSweep = { sweep, runs, table, atATime: readRunsAtATime(path.dirname(this.runFolder)) };
    await this.post(reading, { type: 'head', head: describeHead(read) });
    if (isChanged && table !== undefined) await this.sendPoints(reading, table);
    if (isChanged) await this.post(reading, { type: 'verdict', verdict: await describeSweepVerdict(read) });
    return isActiveStatus(sweep.status) ? livePollMs : endedPollMs;
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
    if (!this.isCurrent(reading) || text === reading.sent.get(message.type)) return;
    reading.sent.set(message.type, text);
    await this.send(message);
  }
}
