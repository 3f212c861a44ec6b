import path from 'node:path';
import { describePoint } from '../config';
import { isActiveStatus, readRunsAtATime, readEvents, type EventWriter, type RunSummary } from '../runs';
import { directionOf, learnsFromResults, pointCount, seedsOf, type Trial } from '../sweeps';
import { AwayCluster } from './away-cluster';
import type { Children } from './children';
import { ConfigWatch, type ConfigFile } from './config-watch';
import { CurveCache } from './curve-cache';
import { firstFailure } from './first-failure';
import { Halving } from './halving';
import { InputWatch } from './input-watch';
import { proposeSearchPoint, verdictJobs, type Job, type SweepPlan, type SweepPoint } from './jobs';
import { Notices } from './notices';
import { OptunaJournal } from './optuna/optuna-journal';
import { optunaTrial, type PointStanding } from './optuna/optuna-trial';
import { maxListed, startLimit } from './queue-limits';
import { isLost, Restarts } from './restarts';
import { meanOf } from './score';
import { SweepLog, type BestPoint, type SweepCounts } from './sweep-log';

/** The attempt's log, and the means to stop it. */
export interface Attempt {
  readonly folder: string;
  readonly events: EventWriter;
  readonly createdAt: number;
  readonly config: Omit<ConfigFile, 'since'>;
  readonly isStopRequested: () => boolean;
  /** Whether runs that failed, or were lost, are tried again. */
  readonly retriesFailed?: boolean;
  /** Resolves when the runs are to be looked at again. */
  readonly wait: () => Promise<void>;
  /** Time in ms between two submissions to a cluster that does not answer; absent: 5,000. */
  readonly retryMs?: number;
}

/** The end of an attempt: all runs have ended, or it was asked to stop. */
export type Ending = 'finished' | 'stopped';

/**
 * Runs a sweep: starts its runs, a few ahead of the queue's limit, watches them and goes on from what is on disk, so that it can
 * be killed at any time. Each run has a process of its own, which outlives the coordinator.
 */
export class Coordinator {
  private readonly points: SweepPoint[] = [];
  /** Faults of jobs that have no run, by their key. */
  private readonly faults = new Map<string, string>();
  private readonly restarts = new Restarts();
  private readonly curves: CurveCache;
  private readonly halving: Halving;
  private verdict: readonly Job[] | undefined;
  private isSearchOver = false;
  private readonly cluster: AwayCluster;
  /** Whether the runs of an earlier attempt go on. */
  private hasResumed = false;
  /** Stopped runs that go on once they may, where nothing but this process holds runs to their number. */
  private toResume: RunSummary[] = [];
  private readonly log: SweepLog;
  private readonly journal: OptunaJournal;
  private readonly inputs = new InputWatch();
  private readonly config: ConfigWatch;
  private readonly notices: Notices;

  constructor(
    private readonly plan: SweepPlan,
    private readonly children: Children,
    private readonly attempt: Attempt,
  ) {
    const { goal } = plan.options;
    const study = { name: path.basename(attempt.folder), direction: directionOf(goal), parameters: plan.parameters };
    this.journal = new OptunaJournal(attempt.folder, study);
    const { events } = readEvents(attempt.folder);
    this.notices = new Notices(attempt.events, events);
    const onAway = (reason: string): void => this.notices.writeOnce(`${reason}; the sweep goes on once it answers`);
    this.cluster = new AwayCluster(onAway, attempt.retryMs);
    this.config = new ConfigWatch({ ...attempt.config, since: attempt.createdAt });
    this.curves = new CurveCache(goal);
    this.halving = new Halving(events);
    this.log = new SweepLog(attempt.events, goal);
  }

  async run(): Promise<Ending> {
    await this.children.refresh();
    this.children.assertOwn();
    await this.recallPoints();
    for (;;) {
      if (this.attempt.isStopRequested()) return this.stop();
      await this.cluster.try((wasAway) => this.submitMore(wasAway));
      await this.dropBehind();
      const changes = [...this.config.look(), ...this.inputs.look(this.children.all())];
      for (const message of changes) this.notices.writeOnce(message);
      if (this.plan.options.checkpoints === 'best') this.children.clearCheckpoints();
      const isOver = this.isOver();
      this.report(isOver);
      if (isOver) return 'finished';
      await this.attempt.wait();
      await this.children.refresh();
    }
  }

  /** The best point of the search by the mean score of its runs, of those that all have one. */
  best(): BestPoint | undefined {
    const scored = this.points.flatMap((point) => {
      const score = this.scoreOf(point);
      return score === undefined ? [] : [{ point, score }];
    });
    return scored.reduce<BestPoint | undefined>(
      (best, one) => (best && best.score <= one.score ? best : one),
      undefined,
    );
  }

  /** Runs of the best point that have a result; those of the verdict where there are any. */
  bestRuns(): readonly RunSummary[] {
    const jobs = this.verdict ?? this.best()?.point.jobs ?? [];
    return jobs.flatMap((job) => this.children.runOf(job) ?? []).filter(({ status }) => status === 'finished');
  }

  /** The reason for which the first run without a result has none, as a clause; undefined where there is no such run. */
  firstFailure(): string | undefined {
    return firstFailure(this.jobs(), this.children, this.faults, this.plan.options.goal);
  }

  /** Points whose runs an earlier attempt has made: they are functions of those before. */
  private async recallPoints(): Promise<void> {
    for (;;) {
      const point = await proposeSearchPoint(this.plan, this.trials());
      if (point === undefined || !point.jobs.some((job) => this.children.runOf(job) !== undefined)) return;
      this.points.push(point);
    }
  }

  /** A run that was stopped with its sweep goes on with it, and a failed one where that is asked for; one that halving dropped does not. */
  private async resumeStopped(): Promise<void> {
    const goesOn = ({ status }: RunSummary): boolean =>
      status === 'stopped' || (this.attempt.retriesFailed === true && status === 'failed');
    const ended = this.children.all().filter((run) => goesOn(run) && !this.halving.dropped.has(run.id));
    if (this.children.queue === 'none') this.toResume = ended;
    else await this.children.resume(ended);
  }

  /** Starts runs, lost and stopped ones again; those that are made are submitted once their cluster answers. */
  private async submitMore(wasAway: boolean): Promise<void> {
    if (wasAway || !this.hasResumed) await this.children.submitMade();
    if (!this.hasResumed) await this.resumeStopped();
    this.hasResumed = true;
    // Processes that are gone, as after a restart of the machine.
    await this.restarts.again(this.children.all(), (lost) => this.children.resume(lost));
    await this.fill();
  }

  private async fill(): Promise<void> {
    const limit = startLimit(this.children.queue, readRunsAtATime(path.dirname(this.attempt.folder)));
    while (this.children.activeProcesses < limit) {
      const [next] = this.toResume;
      if (next !== undefined) {
        await this.children.resume([next]);
        this.toResume.shift();
        continue;
      }
      const jobs = await this.nextJobs();
      if (jobs.length === 0) return;
      if (jobs.length > 1 && !this.children.isAtCluster) this.notices.writeGroup(jobs);
      const faults = await this.children.start(jobs, this.plan.options.control);
      for (const job of jobs) {
        const fault = faults.get(job.key);
        if (fault === undefined) continue;
        this.faults.set(job.key, fault);
        this.notices.write(`${describePoint(job.choice)}: not run, since ${fault}`);
      }
    }
  }

  /** The next job, with those that are to train side by side with it. */
  private async nextJobs(): Promise<readonly Job[]> {
    const first = await this.nextJob();
    if (first === undefined) return [];
    await this.listAhead();
    return this.children.together(this.waiting());
  }

  /** Lists points ahead of their runs where they do not follow from results: those that train side by side are among them. */
  private async listAhead(): Promise<void> {
    const max = maxListed(this.children.queue);
    while (!learnsFromResults(this.plan.options) && !this.isSearchOver && this.waiting().length < max) {
      const point = await proposeSearchPoint(this.plan, this.trials());
      if (point === undefined) this.isSearchOver = true;
      else this.points.push(point);
    }
  }

  /** Jobs that have no run yet. */
  private waiting(): readonly Job[] {
    return this.jobs().filter((job) => this.children.runOf(job) === undefined && !this.faults.has(job.key));
  }

  private async nextJob(): Promise<Job | undefined> {
    const [waiting] = this.waiting();
    if (waiting !== undefined) return this.isOutOfTime() ? undefined : waiting;
    if (this.isSearchOver || this.isOutOfTime()) return this.beginVerdict();
    const isWaiting = learnsFromResults(this.plan.options) && this.points.some((point) => !this.hasEnded(point));
    if (isWaiting) return undefined;
    const point = await proposeSearchPoint(this.plan, this.trials());
    if (point === undefined) {
      this.isSearchOver = true;
      return this.beginVerdict();
    }
    this.points.push(point);
    return this.nextJob();
  }

  /** The runs of the verdict, once all of the search have ended. */
  private async beginVerdict(): Promise<Job | undefined> {
    const { then } = this.plan.options;
    if (then === undefined || this.verdict !== undefined || !this.points.every((point) => this.hasEnded(point))) {
      return undefined;
    }
    const chosen = this.chosen() ?? this.best()?.point;
    if (chosen === undefined) return undefined;
    this.verdict = verdictJobs(this.plan, chosen, then.seeds);
    return this.nextJob();
  }

  /** The point that fresh seeds judge already: it stays chosen, also where a run that is tried again makes another one the best. */
  private chosen(): SweepPoint | undefined {
    const judging = this.children.all().find(({ manifest }) => manifest?.point?.stage === 'verdict');
    return this.points.find(({ index }) => index === judging?.manifest?.point?.index);
  }

  private jobs(): readonly Job[] {
    return [...this.points.flatMap(({ jobs }) => jobs), ...(this.verdict ?? [])];
  }

  private hasEnded({ jobs }: SweepPoint): boolean {
    return jobs.every((job) => this.isEnded(job));
  }

  private isEnded(job: Job): boolean {
    if (this.faults.has(job.key)) return true;
    const run = this.children.runOf(job);
    if (run === undefined) return false;
    return isLost(run) ? this.restarts.isGivenUp(run) : !isActiveStatus(run.status);
  }

  private trials(): Trial[] {
    return this.points.map((point) => ({ values: point.values, score: this.scoreOf(point) }));
  }

  /** The mean score of a point's runs; undefined before all have one. */
  private scoreOf({ jobs }: SweepPoint): number | undefined {
    return meanOf(jobs.map((job) => this.scoreOfJob(job)));
  }

  /** Standing of a point; `isOver`: no run goes on any more. */
  private standingOf(point: SweepPoint, isOver: boolean): PointStanding {
    const { values, jobs } = point;
    const runs = jobs.flatMap((job) => this.children.runOf(job) ?? []);
    return {
      ...{ values, runs, ids: jobs.map((job) => this.children.idOf(job)), score: this.scoreOf(point) },
      ...{
        hasEnded: this.hasEnded(point),
        isOver,
        dropped: this.halving.dropped,
        curveOf: (run) => this.curves.of(run),
      },
    };
  }

  /** The score of a finished run, at the epoch whose weights it kept. */
  private scoreOfJob(job: Job): number | undefined {
    const run = this.children.runOf(job);
    if (run?.status !== 'finished') return undefined;
    return this.curves.of(run)[(run.progress.bestEpoch ?? 0) - 1];
  }

  /** Ends runs that are behind others, also those that an earlier attempt has dropped and was killed before it could ask. */
  private async dropBehind(): Promise<void> {
    const { stop } = this.plan.options;
    if (stop === undefined) return;
    const jobs = this.points.flatMap((point) => point.jobs);
    const runs = jobs.flatMap((job) => this.children.runOf(job) ?? []);
    const curved = runs.map((run) => ({ run, curve: this.curves.of(run) }));
    for (const { id } of this.halving.drop(curved, stop)) {
      this.attempt.events.write({ type: 'sweep', ...this.counts(), dropped: id });
    }
    for (const run of runs) if (this.halving.dropped.has(run.id)) await this.children.stop(run);
  }

  private isOutOfTime(): boolean {
    const { hours } = this.plan.options.budget;
    return hours !== undefined && Date.now() - this.attempt.createdAt > hours * 3_600_000;
  }

  private isOver(): boolean {
    const isIdle =
      this.children.active().length === 0 &&
      this.children.areControlsOver &&
      this.toResume.length === 0 &&
      !this.cluster.isAway;
    if (!isIdle || this.isOutOfTime()) return isIdle;
    return this.isSearchOver && this.jobs().every((job) => this.isEnded(job));
  }

  private async stop(): Promise<Ending> {
    for (;;) {
      await this.children.stopAll();
      await this.children.refresh();
      if (this.children.active().length === 0) break;
      await this.attempt.wait();
    }
    this.report(false);
    return 'stopped';
  }

  private counts(): SweepCounts {
    const jobs = this.jobs();
    const ended = jobs.filter((job) => this.isEnded(job));
    const isDropped = (job: Job): boolean => this.halving.dropped.has(this.children.idOf(job));
    const failed = ended.filter((job) => this.children.runOf(job)?.status !== 'finished' && !isDropped(job));
    const { options, parameters, seed } = this.plan;
    const seeds = seedsOf(options, seed).length;
    const planned = this.isSearchOver ? this.points.length * seeds : pointCount(options, parameters, seeds) * seeds;
    return { done: ended.length, failed: failed.length, total: planned + (options.then?.seeds ?? 0) };
  }

  /** Logs how the runs stand, where that has changed. */
  private report(isOver: boolean): void {
    this.journal.update(
      this.points.map((point) => optunaTrial(this.standingOf(point, isOver), this.plan.options.goal)),
    );
    this.log.write(this.counts(), this.best());
  }
}
