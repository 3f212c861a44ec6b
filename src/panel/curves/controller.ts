import path from 'node:path';
import { stepCurves } from '../../curves';
import {
  isActiveStatus,
  LogFollower,
  makeIndex,
  pauseBetweenLooks,
  RunCatalogue,
  store,
  type LogPiece,
  type RunSummary,
} from '../../runs';
import { formatRunLabel } from '../../wording';
import { warnInvalidRequest, type ControllerContext, type ViewController } from '../controller';
import {
  isRunId,
  readCurveRequest,
  type CurveAnswer,
  type CurveQuestion,
  type CurveReference,
  type RunPicture,
} from '../messages';
import { drawGrowth, drawRun, lastX, plotLimits, windowOf, type Window } from './picture';
import { ControlAccuracy, TeacherAccuracies } from './references';
import { RunColumns } from './run-columns';

/** Polling intervals: while a shown run is active, and while none is. An ended run may be resumed or deleted. */
const livePollMs = 200;
const endedPollMs = 1000;
/** Log length from which opening by an index is faster than parsing every line. */
const longLogLines = 20_000;

/** A run in the plots: its columns as far as the log was read, and the state last sent to the panel. */
interface FollowedRun {
  readonly folder: string;
  readonly log: LogFollower;
  readonly student: RunColumns;
  /** The teacher's training, until the student's begins. */
  teacher: RunColumns | undefined;
  readonly teacherAccuracies: TeacherAccuracies;
  /** Summary at the last poll. */
  summary: RunSummary | undefined;
  isIndexed: boolean;
  sent: { columns: RunColumns | undefined; rows: number; step: number; cuts: number; checkpoints: number };
}

/** The columns of a run that are drawn: the teacher's while the student has none. */
function columnsOf({ student, teacher }: FollowedRun): RunColumns {
  return student.length === 0 && teacher !== undefined && teacher.length > 0 ? teacher : student;
}

/** Controller of the view of curves. It sends a whole picture for each question and then only the logs' growth, until stopped. */
export class CurvesController implements ViewController {
  private readonly runs = new Map<string, FollowedRun>();
  private readonly catalogue: RunCatalogue;
  private control: ControlAccuracy | undefined;
  private current: { readonly question: CurveQuestion; readonly window: Window } | undefined;
  private pending: CurveQuestion | undefined;
  private work: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly context: ControllerContext) {
    this.catalogue = new RunCatalogue(path.dirname(context.runFolder));
  }

  async handle(value: unknown): Promise<void> {
    const request = readCurveRequest(value);
    if (request === undefined) {
      warnInvalidRequest('curves');
      return;
    }
    if (request.kind === 'list') return this.sendList();
    this.pending = request;
    clearTimeout(this.timer);
    // One question is handled at a time; of those that arrive meanwhile only the newest is handled.
    this.work ??= this.servePending().finally(() => {
      this.work = undefined;
    });
    await this.work;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.pending = undefined;
    this.current = undefined;
    this.control = undefined;
    this.runs.clear();
  }

  private async servePending(): Promise<void> {
    while (this.pending !== undefined && this.pending !== this.current?.question) await this.show(this.pending);
    this.follow();
  }

  private async show(question: CurveQuestion): Promise<void> {
    const ids = [path.basename(this.context.runFolder), ...question.pins];
    const folders = [...new Set(ids)].map((id) => path.join(path.dirname(this.context.runFolder), id));
    for (const folder of this.runs.keys()) if (!folders.includes(folder)) this.runs.delete(folder);
    // Logs of runs already shown are read by the poll: a zoom is answered from memory.
    const added = folders.filter((folder) => !this.runs.has(folder));
    for (const folder of added) await this.readGrowth(folder);
    if (added.includes(this.context.runFolder)) await this.openControl();
    if (this.pending !== question) {
      // A newer question may not need these runs any more.
      if (this.pending === undefined) this.runs.clear();
      return;
    }
    const shown = folders.flatMap((folder) => this.runs.get(folder) ?? []);
    const columns = shown.map(columnsOf);
    const window = windowOf(question, columns, shown.some(isLiving));
    this.current = { question, window };
    await this.send({
      kind: 'picture',
      number: question.number,
      ...window,
      last: lastX(columns, question.axis),
      runs: shown.map((run) => this.pictureOf(run)),
      limits: plotLimits(columns, question, window),
      references: this.referencesOn(question.axis),
    });
  }

  /** Accuracies beside those of the panel's run. */
  private referencesOn(axis: CurveQuestion['axis']): CurveReference[] {
    const own = this.runs.get(this.context.runFolder);
    return [...(own?.teacherAccuracies.references() ?? []), ...(this.control?.references(axis) ?? [])];
  }

  /** Begins to follow the control of the panel's run, if it has one. */
  private async openControl(): Promise<void> {
    const id = this.runs.get(this.context.runFolder)?.summary?.manifest?.control;
    const folder = id === undefined || !isRunId(id) ? undefined : path.join(path.dirname(this.context.runFolder), id);
    this.control = folder !== undefined && store.hasFolder(folder) ? new ControlAccuracy(folder) : undefined;
    await this.readControl();
  }

  /** Reads on in the log of the control. Returns whether its curve has grown; one that cannot be read has none. */
  private async readControl(): Promise<boolean> {
    try {
      return (await this.control?.read()) ?? false;
    } catch (error) {
      console.warn(`Distillery: the log of the control cannot be read: ${String(error)}`);
      this.control = undefined;
      return false;
    }
  }

  private pictureOf(run: FollowedRun): RunPicture {
    const { question, window } = this.current ?? {};
    if (question === undefined || window === undefined) throw new Error('there is no current question');
    this.markSent(run);
    const { summary } = run;
    return {
      runId: path.basename(run.folder),
      name: this.context.labelOf?.(run.folder) ?? summary?.name ?? path.basename(run.folder),
      status: store.hasFolder(run.folder) ? (summary?.status ?? 'broken') : 'gone',
      badLines: run.log.badLines,
      isTeacher: columnsOf(run) === run.teacher,
      ...drawRun(columnsOf(run), question, window),
    };
  }

  /**
   * Reads the growth of a log and the run's summary. Returns whether the status has changed. A log that cannot be read is
   * reported to the person by the panel's RunFeed.
   */
  private async readGrowth(folder: string): Promise<boolean> {
    const run = this.runs.get(folder) ?? this.open(folder);
    const before = run.summary?.status;
    try {
      for await (const piece of run.log.gained()) takePiece(run, piece);
    } catch (error) {
      console.warn(`Distillery: the log of ${folder} cannot be read: ${String(error)}`);
    }
    run.summary = await this.catalogue.summarize(folder);
    return before !== run.summary.status;
  }

  /** Indexes a long log that lacks an index, once its run has ended, so that it opens quickly next time. */
  private indexEndedLog(run: FollowedRun): void {
    const { summary } = run;
    const isOurs = summary?.copiedFrom === undefined && summary?.elsewhere === undefined;
    if (run.isIndexed || isLiving(run) || !isOurs || run.log.linesRead < longLogLines) return;
    run.isIndexed = true;
    // Without an index the log still opens, only more slowly.
    makeIndex(run.folder).catch(() => undefined);
  }

  private open(folder: string): FollowedRun {
    const log = new LogFollower(folder, ['at', 'epoch', ...stepCurves]);
    const run: FollowedRun = {
      ...{ folder, log, student: new RunColumns(), teacher: new RunColumns('teacher') },
      ...{ teacherAccuracies: new TeacherAccuracies(), summary: undefined, isIndexed: false },
      sent: { columns: undefined, rows: 0, step: 0, cuts: 0, checkpoints: 0 },
    };
    this.runs.set(folder, run);
    return run;
  }

  private markSent(run: FollowedRun): void {
    const columns = columnsOf(run);
    const { length: rows, cuts, checkpoints } = columns;
    run.sent = { columns, rows, cuts, step: columns.lastEvaluation('step'), checkpoints: checkpoints.length };
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
      pauseBetweenLooks(this.context.runFolder, isLive ? livePollMs : endedPollMs),
    );
  }

  private async sendGrowth(): Promise<void> {
    const { current } = this;
    if (current === undefined) return;
    let hasNewStatus = false;
    for (const run of [...this.runs.values()]) {
      hasNewStatus = (await this.readGrowth(run.folder)) || hasNewStatus;
      this.indexEndedLog(run);
    }
    const hasNewReference = await this.readControl();
    if (this.current === current && this.pending === current.question) {
      // A new status changes the window: only an active run has headroom.
      if (hasNewStatus || hasNewReference) this.current = undefined;
      else await this.sendGained(current);
    }
    await this.servePending();
  }

  private async sendGained({ question, window }: { question: CurveQuestion; window: Window }): Promise<void> {
    const all = [...this.runs.values()];
    if (all.some((run) => columnsOf(run) !== run.sent.columns || columnsOf(run).cuts !== run.sent.cuts)) {
      // Rows were removed, or the student's begin after the teacher's: the panel needs a whole picture.
      this.current = undefined;
      return;
    }
    const grown = all.filter((run) => hasGrown(columnsOf(run), run.sent));
    if (grown.length === 0) return;
    const runs = grown.map((run) => {
      const drawn = drawGrowth(columnsOf(run), question, run.sent, window);
      this.markSent(run);
      return { runId: path.basename(run.folder), badLines: run.log.badLines, ...drawn };
    });
    const last = lastX(all.map(columnsOf), question.axis);
    await this.send({ kind: 'growth', number: question.number, last, runs });
  }

  private async sendList(): Promise<void> {
    const summaries = await this.catalogue.list();
    const own = path.basename(this.context.runFolder);
    const others = summaries.filter(({ id }) => id !== own);
    await this.send({
      kind: 'runs',
      runs: others.map((run) => {
        const { id, status, createdAt } = run;
        return { runId: id, name: formatRunLabel(run), status, createdAt };
      }),
    });
  }

  private send(answer: CurveAnswer): PromiseLike<unknown> {
    return this.context.send(answer);
  }
}

function hasGrown(columns: RunColumns, sent: FollowedRun['sent']): boolean {
  const { length, checkpoints } = columns;
  return length > sent.rows || checkpoints.length !== sent.checkpoints || columns.lastEvaluation('step') > sent.step;
}

/** Adds a piece of the log to a run. The teacher's rows are let go of once the student has its own. */
function takePiece(run: FollowedRun, piece: LogPiece): void {
  if (piece.isAnew) run.teacher = new RunColumns('teacher');
  run.student.take(piece);
  run.teacherAccuracies.take(piece);
  if (run.student.length > 0) run.teacher = undefined;
  else run.teacher?.take(piece);
}

function isLiving({ summary }: FollowedRun): boolean {
  return summary !== undefined && isActiveStatus(summary.status);
}
