import { isActiveStatus, LogFollower, type RunSummary } from '../../runs';
import type { CurveQuestion } from '../messages';
import { drawRun, lastPlace } from '../curves/picture';
import { RunColumns } from '../curves/run-columns';
import { formatLoss, formatPercent, formatStatus, formatStatusDetail } from '../../wording';
import { describeProgress } from '../describe-run';
import { maxLive, type LiveCurve, type LiveRun, type ToLive } from '../messages';

/** As many columns of pixels as a small curve is likely to have. */
const pixels = 240;

const question: CurveQuestion = {
  ...{ kind: 'show', number: 0, axis: 'step', pixels, smoothing: 0, setsAside: false, pins: [] },
  plots: [{ name: 'live', curves: ['loss', 'validationAccuracy'] }],
};

const liveCurves = {
  loss: { label: 'loss', format: formatLoss },
  validationAccuracy: { label: 'validation accuracy', format: (value?: number) => formatPercent(value) },
} as const;

interface Followed {
  readonly log: LogFollower;
  readonly columns: RunColumns;
}

/** Tells the small view what the runs at work have come to, until it is stopped. It reads of their logs what it draws. */
export class LiveFeed {
  private readonly followed = new Map<string, Followed>();
  private wanted: readonly RunSummary[] | undefined;
  private work: Promise<void> | undefined;

  /** `send` gives a message to the view; it may be gone already. */
  constructor(private readonly send: (message: ToLive) => PromiseLike<unknown>) {}

  /** Sends how these runs stand; of calls that come while one is worked at only the newest counts. */
  async show(runs: readonly RunSummary[]): Promise<void> {
    this.wanted = runs;
    this.work ??= this.sendWanted().finally(() => (this.work = undefined));
    await this.work;
  }

  /** Sends nothing any more and forgets what it has read. */
  stop(): void {
    this.wanted = undefined;
    this.followed.clear();
  }

  private async sendWanted(): Promise<void> {
    for (let runs = this.wanted; runs !== undefined; runs = this.wanted) {
      const active = runs.filter(({ status }) => isActiveStatus(status)).slice(0, maxLive.runs);
      for (const folder of this.followed.keys()) {
        if (!active.some((run) => run.folder === folder)) this.followed.delete(folder);
      }
      const live: LiveRun[] = [];
      for (const run of active) live.push(describe(run, await this.readOn(run.folder)));
      if (this.wanted === undefined) return;
      await this.send({ type: 'live', runs: live });
      if (this.wanted === runs) return;
    }
  }

  /** Reads a log on to its end; what cannot be read is left out, and tried again. */
  private async readOn(folder: string): Promise<RunColumns> {
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
  const { id: runId, name, status, progress } = run;
  const last = lastPlace([columns], 'step');
  const drawn = drawRun(columns, question, { from: 0, to: Math.max(1, last) });
  const words = [
    status === 'running' ? '' : formatStatus(status),
    formatStatusDetail(run) ?? '',
    describeProgress(run),
  ];
  return {
    ...{ runId, name, status },
    words: words.filter((part) => part !== '').join(' · '),
    progress: progress.steps > 0 ? Math.min(1, progress.step / progress.steps) : 0,
    curves: drawn.strands.flatMap(({ curve, x, y }): LiveCurve[] => {
      if (curve !== 'loss' && curve !== 'validationAccuracy') return [];
      const { label, format } = liveCurves[curve];
      return [{ label, value: format(drawn.last[curve]), x, y }];
    }),
  };
}
