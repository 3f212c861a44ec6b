import { isActiveStatus, LogFollower, type RunSummary } from '../../runs';
import type { CurveQuestion } from '../messages';
import { drawRun, lastX } from '../curves/picture';
import { RunColumns } from '../curves/run-columns';
import {
  formatFacts,
  formatLoss,
  formatPercent,
  formatRunLabel,
  formatStatus,
  formatStatusDetail,
} from '../../wording';
import { describeProgress } from '../describe-run';
import { maxLive, type LiveCurve, type LiveRun, type ToLive } from '../messages';

/** Pixel columns of a small curve, estimated: the page's width is not known here. */
const pixels = 240;

const question: CurveQuestion = {
  ...{ kind: 'show', number: 0, axis: 'step', pixels, smoothing: 0, setsAside: false, pins: [] },
  plots: [{ name: 'live', curves: ['loss', 'validationAccuracy'] }],
};

const liveCurves = {
  loss: { label: 'loss', format: formatLoss },
  validationAccuracy: { label: 'validation accuracy', format: (value?: number) => formatPercent(value) },
} as const;

interface FollowedRun {
  readonly log: LogFollower;
  readonly columns: RunColumns;
}

/** The active runs: those at work before those that wait, which have no curve and may be many. */
function activeRuns(runs: readonly RunSummary[]): RunSummary[] {
  const active = runs.filter(({ status }) => isActiveStatus(status));
  const isWaiting = ({ status }: RunSummary): boolean => status === 'queued';
  return [...active.filter((run) => !isWaiting(run)), ...active.filter(isWaiting)];
}

/** Feed of the active runs to the small live view, until stopped. It reads only the drawn curves from the logs. */
export class LiveFeed {
  private readonly followed = new Map<string, FollowedRun>();
  private pending: readonly RunSummary[] | undefined;
  private work: Promise<void> | undefined;

  /** `send` posts a message to the view; nothing happens when it is closed. */
  constructor(private readonly send: (message: ToLive) => PromiseLike<unknown>) {}

  /** Sends the state of these runs. Of calls that arrive while one is handled only the newest is handled. */
  async show(runs: readonly RunSummary[]): Promise<void> {
    this.pending = runs;
    this.work ??= this.sendPending().finally(() => (this.work = undefined));
    await this.work;
  }

  /** Stops sending and drops all logs. */
  stop(): void {
    this.pending = undefined;
    this.followed.clear();
  }

  private async sendPending(): Promise<void> {
    for (let runs = this.pending; runs !== undefined; runs = this.pending) {
      const active = activeRuns(runs).slice(0, maxLive.runs);
      for (const folder of this.followed.keys()) {
        if (!active.some((run) => run.folder === folder)) this.followed.delete(folder);
      }
      const live: LiveRun[] = [];
      for (const run of active) live.push(describe(run, await this.readGrowth(run.folder)));
      if (this.pending === undefined) return;
      await this.send({ type: 'live', runs: live });
      if (this.pending === runs) return;
    }
  }

  /** Reads the growth of a log. A log that cannot be read is tried again at the next call. */
  private async readGrowth(folder: string): Promise<RunColumns> {
    const known = this.followed.get(folder) ?? {
      log: new LogFollower(folder, ['at', 'epoch', 'loss']),
      columns: new RunColumns(),
    };
    this.followed.set(folder, known);
    try {
      for await (const piece of known.log.gained()) known.columns.take(piece);
    } catch (error) {
      console.warn(`Distillery: the log of ${folder} cannot be read: ${String(error)}`);
    }
    return known.columns;
  }
}

function describe(run: RunSummary, columns: RunColumns): LiveRun {
  const { id: runId, status, progress } = run;
  const last = lastX([columns], 'step');
  const drawn = drawRun(columns, question, { from: 0, to: Math.max(1, last) });
  const words = [status === 'running' ? '' : formatStatus(status), formatStatusDetail(run), describeProgress(run)];
  return {
    ...{ runId, name: formatRunLabel(run), status },
    words: formatFacts(words),
    progress: progress.steps > 0 ? Math.min(1, progress.step / progress.steps) : 0,
    curves: drawn.thinnedCurves.flatMap(({ curve, x, y }): LiveCurve[] => {
      if (curve !== 'loss' && curve !== 'validationAccuracy') return [];
      const { label, format } = liveCurves[curve];
      return [{ label, value: format(drawn.last[curve]), x, y }];
    }),
  };
}
