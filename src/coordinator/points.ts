import type { RunSummary } from '../runs';
import { learnsFromResults, pointCount, seedsOf, type Trial } from '../sweeps';
import type { Children } from './children';
import type { CurveCache } from './curve-cache';
import { pointOf, proposeSearchPoint, verdictJobs, type Job, type SweepPlan, type SweepPoint } from './jobs';
import { meanOf } from './score';
import type { BestPoint } from './sweep-log';

/** Facts of runs that points go by. */
interface Facts {
  readonly children: Children;
  readonly curves: CurveCache;
  /** Whether a job has ended, with a result or without one. */
  readonly isEnded: (job: Job) => boolean;
}

/** The points of a sweep that are listed so far, with their jobs, and the jobs of the verdict on the best one. */
export class Points {
  private points: readonly SweepPoint[] = [];
  private verdictRuns: readonly Job[] | undefined;
  private areAllListed = false;

  constructor(
    private now: SweepPlan,
    private readonly facts: Facts,
  ) {}

  get plan(): SweepPlan {
    return this.now;
  }

  /** All listed points, dropped ones too. */
  get all(): readonly SweepPoint[] {
    return this.points;
  }

  /** Runs of the verdict, once it has begun. */
  get verdict(): readonly Job[] | undefined {
    return this.verdictRuns;
  }

  get isSearchOver(): boolean {
    return this.areAllListed;
  }

  /** Goes on by a plan with what has joined and what was dropped: points keep their places, values and runs. */
  change(plan: SweepPlan): void {
    this.now = plan;
    this.areAllListed = false;
    this.points = this.points.map((point) => pointOf(plan, point));
    if (this.verdictRuns !== undefined) this.verdictRuns = this.verdictOf(this.chosen() ?? this.best()?.point);
  }

  /** Lists points whose runs an earlier attempt has made: they are functions of those before. */
  async recall(): Promise<void> {
    for (;;) {
      const point = await proposeSearchPoint(this.now, this.trials());
      if (point === undefined || !this.isRecalled(point)) return;
      this.points = [...this.points, point];
    }
  }

  /** A dropped point has no runs; one that follows from results comes once those before it have theirs. */
  private isRecalled({ index, jobs }: SweepPoint): boolean {
    const { children } = this.facts;
    if (jobs.some((job) => children.runOf(job) !== undefined)) return true;
    return this.now.dropped.has(index) && (!learnsFromResults(this.now.options) || this.areAllEnded);
  }

  /** Lists the next point; false where there are no more, or where it follows from results that are not there yet. */
  async listNext(): Promise<boolean> {
    if (this.areAllListed || (learnsFromResults(this.now.options) && !this.areAllEnded)) return false;
    const point = await proposeSearchPoint(this.now, this.trials());
    if (point === undefined) this.areAllListed = true;
    else this.points = [...this.points, point];
    return point !== undefined;
  }

  /** Lists the runs of the verdict, once all of the search have ended; false where there is none to begin. */
  beginVerdict(): boolean {
    const { then } = this.now.options;
    if (then === undefined || this.verdictRuns !== undefined || !this.areAllEnded) return false;
    this.verdictRuns = this.verdictOf(this.chosen() ?? this.best()?.point);
    return this.verdictRuns !== undefined;
  }

  private verdictOf(chosen: SweepPoint | undefined): readonly Job[] | undefined {
    const { then } = this.now.options;
    if (chosen === undefined || then === undefined) return undefined;
    const made = this.judging().flatMap(({ manifest }) => manifest?.config.seed ?? []);
    return verdictJobs(this.now, chosen, then.seeds, made);
  }

  private judging(): readonly RunSummary[] {
    return this.facts.children.all().filter(({ manifest }) => manifest?.point?.stage === 'verdict');
  }

  /** The point that fresh seeds judge already: it stays chosen, also where a run that is tried again or joins makes another one the best. */
  private chosen(): SweepPoint | undefined {
    const [judging] = this.judging();
    return this.points.find(({ index }) => index === judging?.manifest?.point?.index);
  }

  /** Jobs of all listed points but dropped ones, and those of the verdict. */
  jobs(): readonly Job[] {
    const kept = this.points.filter(({ index }) => !this.now.dropped.has(index));
    return [...kept.flatMap(({ jobs }) => jobs), ...(this.verdictRuns ?? [])];
  }

  /** Whether a run is of a dropped point. */
  isDropped({ manifest }: RunSummary): boolean {
    const { point } = manifest ?? {};
    return point?.stage === 'search' && this.now.dropped.has(point.index);
  }

  hasEnded({ jobs }: SweepPoint): boolean {
    return jobs.every((job) => this.facts.isEnded(job));
  }

  private get areAllEnded(): boolean {
    return this.points.every((point) => this.hasEnded(point));
  }

  /** Runs that are planned in all, those of dropped points left out. */
  planned(): number {
    const { options, stages, seed, dropped } = this.now;
    const points = this.areAllListed ? this.points.length : pointCount(stages);
    const kept = points - [...dropped].filter((index) => index < points).length;
    return kept * seedsOf(options, seed).length + (options.then?.seeds ?? 0);
  }

  private trials(): Trial[] {
    return this.points.map((point) => ({ values: point.values, score: this.scoreOf(point) }));
  }

  /** The best point of the search by the mean score of its runs, of those that all have one and are not dropped. */
  best(): BestPoint | undefined {
    const scored = this.points.flatMap((point) => {
      const score = this.now.dropped.has(point.index) ? undefined : this.scoreOf(point);
      return score === undefined ? [] : [{ point, score }];
    });
    return scored.reduce<BestPoint | undefined>(
      (best, one) => (best && best.score <= one.score ? best : one),
      undefined,
    );
  }

  /** The mean score of a point's runs; undefined before all have one. */
  scoreOf({ jobs }: SweepPoint): number | undefined {
    return meanOf(jobs.map((job) => this.scoreOfJob(job)));
  }

  /** The score of a finished run, at the epoch whose weights it kept. */
  private scoreOfJob(job: Job): number | undefined {
    const { children, curves } = this.facts;
    const run = children.runOf(job);
    if (run?.status !== 'finished') return undefined;
    return curves.of(run)[(run.progress.bestEpoch ?? 0) - 1];
  }
}
