import path from 'node:path';
import { stepCurves } from '../../curves';
import { isActiveStatus, LogFollower, makeIndex, RunCatalogue, store, type RunSummary } from '../../runs';
import { warnOfRequest, type ControllerContext, type ViewController } from '../controller';
import { readCurveRequest, type CurveAnswer, type CurveQuestion, type RunPicture } from '../messages';
import { drawGrowth, drawRun, lastPlace, plotLimits, windowOf, type Window } from './picture';
import { RunColumns } from './run-columns';

/** While a shown run lives, and while none does: an ended run may be resumed or deleted. */
const livePollMs = 200;
const endedPollMs = 1000;
/** A shorter log is read by its lines as quickly. */
const longLogLines = 20_000;

/** A run that is shown: its log as far as it was read, and how far its panel has been told. */
interface Followed {
  readonly folder: string;
  readonly log: LogFollower;
  readonly columns: RunColumns;
  /** How the run stood when it was last looked at. */
  summary: RunSummary | undefined;
  isIndexed: boolean;
  told: { rows: number; step: number; cuts: number; checkpoints: number };
}

/** Answers what the curves of a panel ask for: a picture, then only what the logs gained, until it is stopped. */
export class CurvesController implements ViewController {
  private readonly runs = new Map<string, Followed>();
  private readonly catalogue: RunCatalogue;
  private current: { readonly question: CurveQuestion; readonly window: Window } | undefined;
  private wanted: CurveQuestion | undefined;
  private work: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly context: ControllerContext) {
    this.catalogue = new RunCatalogue(path.dirname(context.runFolder));
  }

  async answer(value: unknown): Promise<void> {
    const request = readCurveRequest(value);
    if (request === undefined) {
      warnOfRequest('curves');
      return;
    }
    if (request.kind === 'list') return this.sendList();
    this.wanted = request;
    clearTimeout(this.timer);
    // One question is worked at; of those that come meanwhile only the newest counts.
    this.work ??= this.answerWanted().finally(() => {
      this.work = undefined;
    });
    await this.work;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.wanted = undefined;
    this.current = undefined;
    this.runs.clear();
  }

  private async answerWanted(): Promise<void> {
    while (this.wanted !== undefined && this.wanted !== this.current?.question) await this.show(this.wanted);
    this.follow();
  }

  private async show(question: CurveQuestion): Promise<void> {
    const ids = [path.basename(this.context.runFolder), ...question.pins];
    const folders = [...new Set(ids)].map((id) => path.join(path.dirname(this.context.runFolder), id));
    for (const folder of this.runs.keys()) if (!folders.includes(folder)) this.runs.delete(folder);
    // Runs that are followed are read on at each look; a zoom needs no more than is known.
    const added = folders.filter((folder) => !this.runs.has(folder));
    for (const folder of added) await this.readOn(folder);
    if (this.wanted !== question) {
      // A newer question may need less than all of this.
      if (this.wanted === undefined) this.runs.clear();
      return;
    }
    const shown = folders.flatMap((folder) => this.runs.get(folder) ?? []);
    const columns = shown.map((run) => run.columns);
    const window = windowOf(question, columns, shown.some(isLiving));
    this.current = { question, window };
    await this.send({
      kind: 'picture',
      number: question.number,
      ...window,
      last: lastPlace(columns, question.axis),
      runs: shown.map((run) => this.drawWhole(run)),
      limits: plotLimits(columns, question, window),
    });
  }

  private drawWhole(run: Followed): RunPicture {
    const { question, window } = this.current ?? {};
    if (question === undefined || window === undefined) throw new Error('no question was asked');
    this.tell(run);
    const { summary } = run;
    return {
      runId: path.basename(run.folder),
      name: summary?.name ?? path.basename(run.folder),
      status: store.hasFolder(run.folder) ? (summary?.status ?? 'broken') : 'gone',
      badLines: run.log.badLines,
      ...drawRun(run.columns, question, window),
    };
  }

  /**
   * Reads a log on to its end, and how the run stands now. What cannot be read is told by the panel's own feed. Gives whether
   * its status is another one than before.
   */
  private async readOn(folder: string): Promise<boolean> {
    const run = this.runs.get(folder) ?? this.open(folder);
    const before = run.summary?.status;
    try {
      for await (const piece of run.log.gained()) run.columns.take(piece);
    } catch (error) {
      console.warn(`Distillery: the log of ${folder} cannot be read: ${String(error)}`);
    }
    run.summary = await this.catalogue.summarize(folder);
    return before !== run.summary.status;
  }

  /** A long log of another writer has no index; once its run has ended it gets one, so that it opens quickly next time. */
  private leaveIndex(run: Followed): void {
    const { summary } = run;
    const isOurs = summary?.copiedFrom === undefined && summary?.elsewhere === undefined;
    if (run.isIndexed || isLiving(run) || !isOurs || run.log.linesRead < longLogLines) return;
    run.isIndexed = true;
    // Where it cannot be written the log opens as it did.
    makeIndex(run.folder).catch(() => undefined);
  }

  private open(folder: string): Followed {
    const log = new LogFollower(folder, ['at', 'epoch', ...stepCurves]);
    const told = { rows: 0, step: 0, cuts: 0, checkpoints: 0 };
    const run = { folder, log, columns: new RunColumns(), summary: undefined, isIndexed: false, told };
    this.runs.set(folder, run);
    return run;
  }

  private tell({ columns, told }: Followed): void {
    const step = Math.max(0, ...columns.evaluations.map((point) => point.step));
    Object.assign(told, { rows: columns.length, step, cuts: columns.cuts, checkpoints: columns.checkpoints.length });
  }

  private follow(): void {
    const { current } = this;
    if (current === undefined) return;
    clearTimeout(this.timer);
    const isLive = [...this.runs.values()].some(isLiving);
    this.timer = setTimeout(
      () => {
        this.work ??= this.sendGrowth().finally(() => {
          this.work = undefined;
        });
      },
      isLive ? livePollMs : endedPollMs,
    );
  }

  private async sendGrowth(): Promise<void> {
    const { current } = this;
    if (current === undefined) return;
    let isOther = false;
    for (const run of [...this.runs.values()]) {
      isOther = (await this.readOn(run.folder)) || isOther;
      this.leaveIndex(run);
    }
    if (this.current === current && this.wanted === current.question) {
      // A run that has ended has no room ahead any more.
      if (isOther) this.current = undefined;
      else await this.sendGained(current);
    }
    await this.answerWanted();
  }

  private async sendGained({ question, window }: { question: CurveQuestion; window: Window }): Promise<void> {
    const all = [...this.runs.values()];
    if (all.some(({ columns, told }) => columns.cuts !== told.cuts)) {
      // Rows were taken back: what the panel has is void.
      this.current = undefined;
      return;
    }
    const grown = all.filter(
      ({ columns, told }) =>
        columns.length > told.rows ||
        columns.checkpoints.length !== told.checkpoints ||
        columns.evaluations.some((point) => point.step > told.step),
    );
    if (grown.length === 0) return;
    const runs = grown.map((run) => {
      const drawn = drawGrowth(run.columns, question, run.told, window);
      this.tell(run);
      return { runId: path.basename(run.folder), badLines: run.log.badLines, ...drawn };
    });
    const last = lastPlace(
      all.map(({ columns }) => columns),
      question.axis,
    );
    await this.send({ kind: 'growth', number: question.number, last, runs });
  }

  private async sendList(): Promise<void> {
    const summaries = await this.catalogue.list();
    const own = path.basename(this.context.runFolder);
    const others = summaries.filter(({ id }) => id !== own);
    await this.send({
      kind: 'runs',
      runs: others.map(({ id, name, status, createdAt }) => ({ runId: id, name, status, createdAt })),
    });
  }

  private send(answer: CurveAnswer): PromiseLike<unknown> {
    return this.context.send(answer);
  }
}

function isLiving({ summary }: Followed): boolean {
  return summary !== undefined && isActiveStatus(summary.status);
}
