import { existsSync } from 'node:fs';
import path from 'node:path';
import { stepCurves } from '../../../curves';
import { isActiveStatus, LogFollower, RunCatalogue, type RunSummary } from '../../../runs';
import type { ViewAnswers, ViewPlace } from '../views';
import { readCurveRequest, type CurveAnswer, type CurveQuestion, type RunPicture } from './messages';
import { drawGrowth, drawRun, lastPlace, sidesOf, windowOf, type Window } from './picture';
import { RunColumns } from './run-columns';

/** While a shown run lives, and while none does: an ended run may be resumed or deleted. */
const livePollMs = 200;
const endedPollMs = 1000;

/** A run that is shown: its log as far as it was read, and how far its panel has been told. */
interface Followed {
  readonly folder: string;
  readonly log: LogFollower;
  readonly columns: RunColumns;
  told: { rows: number; step: number; cuts: number; checkpoints: number };
}

/** Answers what the curves of a panel ask for: a picture, then only what the logs gained, until it is stopped. */
export class CurvesSide implements ViewAnswers {
  private readonly runs = new Map<string, Followed>();
  private readonly catalogue: RunCatalogue;
  private current: { readonly question: CurveQuestion; readonly window: Window } | undefined;
  private asked: CurveQuestion | undefined;
  private work: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly place: ViewPlace) {
    this.catalogue = new RunCatalogue(path.dirname(place.runFolder));
  }

  async answer(value: unknown): Promise<void> {
    const request = readCurveRequest(value);
    if (request === undefined) {
      console.warn('Distillery: a request of the curves’ view that is none of its requests was ignored.');
      return;
    }
    if (request.kind === 'list') return this.sendList();
    this.asked = request;
    clearTimeout(this.timer);
    // One question is worked at; of those that come meanwhile only the newest counts.
    this.work ??= this.answerAsked().finally(() => {
      this.work = undefined;
    });
    await this.work;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.asked = undefined;
    this.current = undefined;
    this.runs.clear();
  }

  private async answerAsked(): Promise<void> {
    while (this.asked !== undefined && this.asked !== this.current?.question) await this.show(this.asked);
    this.follow();
  }

  private async show(question: CurveQuestion): Promise<void> {
    const ids = [path.basename(this.place.runFolder), ...question.pins];
    const folders = [...new Set(ids)].map((id) => path.join(path.dirname(this.place.runFolder), id));
    for (const folder of this.runs.keys()) if (!folders.includes(folder)) this.runs.delete(folder);
    for (const folder of folders) await this.readOn(folder);
    const summaries = await Promise.all(folders.map((folder) => this.catalogue.summarize(folder)));
    if (this.asked !== question) {
      // A newer question may need less than all of this.
      if (this.asked === undefined) this.runs.clear();
      return;
    }
    const shown = folders.flatMap((folder) => this.runs.get(folder) ?? []);
    const columns = shown.map((run) => run.columns);
    const window = windowOf(question, columns, summaries.some(isLiving));
    this.current = { question, window };
    await this.send({
      kind: 'picture',
      number: question.number,
      ...window,
      last: lastPlace(columns, question.axis),
      runs: shown.map((run, index) => this.drawWhole(run, summaries[index])),
      sides: sidesOf(columns, question, window),
    });
  }

  private drawWhole(run: Followed, summary: RunSummary | undefined): RunPicture {
    const { question, window } = this.current ?? {};
    if (question === undefined || window === undefined) throw new Error('nothing was asked');
    this.tell(run);
    return {
      runId: path.basename(run.folder),
      name: summary?.name ?? path.basename(run.folder),
      status: existsSync(run.folder) ? (summary?.status ?? 'broken') : 'gone',
      badLines: run.log.badLines,
      ...drawRun(run.columns, question, window),
    };
  }

  /** Reads a log on to its end. What cannot be read is told by the panel's own feed. */
  private async readOn(folder: string): Promise<void> {
    const run = this.runs.get(folder) ?? this.open(folder);
    try {
      for await (const piece of run.log.gained()) run.columns.take(piece);
    } catch (error) {
      console.warn(`Distillery: the log of ${folder} cannot be read: ${String(error)}`);
    }
  }

  private open(folder: string): Followed {
    const log = new LogFollower(folder, ['at', 'epoch', ...stepCurves]);
    const run = { folder, log, columns: new RunColumns(), told: { rows: 0, step: 0, cuts: 0, checkpoints: 0 } };
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
    const isLive = [...this.runs.values()].some(({ folder }) => this.living.has(folder));
    this.timer = setTimeout(
      () => {
        this.work ??= this.sendGrowth().finally(() => {
          this.work = undefined;
        });
      },
      isLive ? livePollMs : endedPollMs,
    );
  }

  private readonly living = new Set<string>();

  private async sendGrowth(): Promise<void> {
    const { current } = this;
    if (current === undefined) return;
    for (const { folder } of this.runs.values()) {
      await this.readOn(folder);
      const summary = await this.catalogue.summarize(folder);
      if (isLiving(summary)) this.living.add(folder);
      else this.living.delete(folder);
    }
    if (this.current === current && this.asked === current.question) await this.sendGained(current);
    await this.answerAsked();
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
    const own = path.basename(this.place.runFolder);
    const others = summaries.filter(({ id }) => id !== own);
    await this.send({
      kind: 'runs',
      runs: others.map(({ id, name, status, createdAt }) => ({ runId: id, name, status, createdAt })),
    });
  }

  private send(answer: CurveAnswer): PromiseLike<unknown> {
    return this.place.send(answer);
  }
}

function isLiving({ status }: RunSummary): boolean {
  return isActiveStatus(status);
}
