import path from 'node:path';
import { describePoint, joinSweep } from '../config';
import { isActiveStatus, readRunsAtATime, readEvents, type EventWriter, type RunSummary } from '../runs';
import { directionOf, learnsFromResults, type SweepOptions } from '../sweeps';
import { AwayCluster } from './away-cluster';
import type { Children } from './children';
import { CurveCache } from './curve-cache';
import { firstFailure } from './first-failure';
import { Halving } from './halving';
import type { Job, Sampler, SweepPoint } from './jobs';
import { Notices } from './notices';
import { OptunaJournal } from './optuna/optuna-journal';
import { optunaTrial, type PointStanding } from './optuna/optuna-trial';
import { Points } from './points';
import { maxListed, startLimit } from './queue-limits';
import { isLost, Restarts } from './restarts';
import { SweepLog, type SweepCounts } from './sweep-log';
import { acknowledgedChanges, ChangeWatch, describeChange } from './watch/change-watch';
import { ConfigWatch, type ConfigFile } from './watch/config-watch';
import { InputWatch } from './watch/input-watch';

/** A sweep as it began. */
export interface SweepStart {
  readonly options: SweepOptions;
  /** The config's seed. */
  readonly seed: number;
  /** Sampler of `method: optuna`. */
  readonly sampler?: Sampler;
}

/** The attempt's log, and the means to stop it. */
export interface Attempt {
  readonly folder: string;
  readonly events: EventWriter;
  readonly createdAt: number;
  readonly config: Omit<ConfigFile, 'since' | 'sweep'>;
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
  private readonly points: Points;
  /** Faults of jobs that have no run, by their key. */
  private readonly faults = new Map<string, string>();
  private readonly restarts = new Restarts();
  private readonly curves: CurveCache;
  private readonly halving: Halving;
  private readonly cluster: AwayCluster;
  /** Whether the runs of an earlier attempt go on. */
  private hasResumed = false;
  /** Stopped runs that go on once they may, where nothing but this process holds runs to their number. */
  private toResume: RunSummary[] = [];
  private readonly log: SweepLog;
  private readonly journal: OptunaJournal;
  private readonly inputs = new InputWatch();
  private readonly changes: ChangeWatch;
  /** Changes that the log tells of. */
  private toldChanges: number;
  private readonly config: ConfigWatch;
  private readonly notices: Notices;

  /** @throws Error where a change of the sweep cannot be read or does not fit it */
  constructor(
    private readonly start: SweepStart,
    private readonly children: Children,
    private readonly attempt: Attempt,
  ) {
    const { goal } = start.options;
    const { events } = readEvents(attempt.folder);
    this.changes = new ChangeWatch(attempt.folder);
    this.toldChanges = acknowledgedChanges(events);
    this.curves = new CurveCache(goal);
    const points = new Points(this.joined(), {
      ...{ children, curves: this.curves },
      isEnded: (job) => this.isEnded(job),
    });
    this.points = points;
    this.journal = new OptunaJournal(attempt.folder, {
      ...{ name: path.basename(attempt.folder), direction: directionOf(goal) },
      parameters: () => points.plan.parameters,
    });
    this.notices = new Notices(attempt.events, events);
    const onAway = (reason: string): void => this.notices.writeOnce(`${reason}; the sweep goes on once it answers`);
    this.cluster = new AwayCluster(onAway, attempt.retryMs);
    this.config = new ConfigWatch({ ...attempt.config, sweep: this.name, since: attempt.createdAt });
    this.halving = new Halving(events);
    this.log = new SweepLog(attempt.events, goal);
  }

  async run(): Promise<Ending> {
    await this.children.refresh();
    this.children.assertOwn();
    await this.points.recall();
    for (;;) {
      if (this.attempt.isStopRequested()) return this.stop();
      this.takeChanges();
      await this.cluster.try((wasAway) => this.submitMore(wasAway));
      await this.dropBehind();
      const changes = [...this.config.look(this.changes.configHashes), ...this.inputs.look(this.children.all())];
      for (const message of changes) this.notices.writeOnce(message);
      if (this.start.options.checkpoints === 'best') this.children.clearCheckpoints();
      const isOver = this.isOver();
      this.report(isOver);
      if (isOver) return 'finished';
      await this.attempt.wait();
      await this.children.refresh();
    }
  }

  /** Runs of the best point that have a result; those of the verdict where there are any. */
  bestRuns(): readonly RunSummary[] {
    const jobs = this.points.verdict ?? this.points.best()?.point.jobs ?? [];
    return jobs.flatMap((job) => this.children.runOf(job) ?? []).filter(({ status }) => status === 'finished');
  }

  /** The reason for which the first run without a result has none, as a clause; undefined where there is no such run. */
  firstFailure(): string | undefined {
    return firstFailure(this.points.jobs(), this.children, this.faults, this.start.options.goal);
  }

  /** The sweep with the changes that were read. */
  private joined(): Points['plan'] {
    const { options, seed, sampler } = this.start;
    return { ...joinSweep(options, seed, this.changes.all), seed, ...(sampler !== undefined && { sampler }) };
  }

  private get name(): string {
    return path.basename(this.attempt.folder);
  }

  /** Goes on with points that have joined and without those that were dropped, and says so once. */
  private takeChanges(): void {
    if (this.changes.look()) this.points.change(this.joined());
    const { all } = this.changes;
    for (; this.toldChanges < all.length; this.toldChanges += 1) {
      this.notices.write(describeChange(all, this.toldChanges, this.start));
    }
  }

  /** A run that was stopped with its sweep goes on with it, and a failed one where that is asked for; one that halving dropped does not. */
  private async resumeStopped(): Promise<void> {
    const goesOn = ({ status }: RunSummary): boolean =>
      status === 'stopped' || (this.attempt.retriesFailed === true && status === 'failed');
    const ended = this.children.all().filter((run) => goesOn(run) && !this.isDropped(run));
    if (this.children.queue === 'none') this.toResume = ended;
    else await this.children.resume(ended);
  }

  /** Starts runs, lost and stopped ones again; those that are made are submitted once their cluster answers. */
  private async submitMore(wasAway: boolean): Promise<void> {
    if (wasAway || !this.hasResumed) await this.children.submitMade();
    if (!this.hasResumed) await this.resumeStopped();
    this.hasResumed = true;
    // Processes that are gone, as after a restart of the machine.
    const kept = this.children.all().filter((run) => !this.points.isDropped(run));
    await this.restarts.again(kept, (lost) => this.children.resume(lost));
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
      const faults = await this.children.start(jobs, this.start.options.control);
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
    if (learnsFromResults(this.start.options)) return;
    while (this.waiting().length < max && (await this.points.listNext()));
  }

  /** Jobs that have no run yet. */
  private waiting(): readonly Job[] {
    return this.points.jobs().filter((job) => this.children.runOf(job) === undefined && !this.faults.has(job.key));
  }

  private async nextJob(): Promise<Job | undefined> {
    for (;;) {
      const [waiting] = this.waiting();
      if (waiting !== undefined) return this.isOutOfTime() ? undefined : waiting;
      if (!this.isOutOfTime() && (await this.points.listNext())) continue;
      const mayJudge = this.points.isSearchOver || this.isOutOfTime();
      if (!mayJudge || !this.points.beginVerdict()) return undefined;
    }
  }

  /** Whether a run ended before its training did, for good: behind others, or with its point. */
  private isDropped(run: RunSummary): boolean {
    return this.halving.dropped.has(run.id) || this.points.isDropped(run);
  }

  private isEnded(job: Job): boolean {
    if (this.faults.has(job.key)) return true;
    const run = this.children.runOf(job);
    const isDropped = job.stage === 'search' && this.points.plan.dropped.has(job.point);
    if (isDropped) return run === undefined || !isActiveStatus(run.status);
    if (run === undefined) return false;
    return isLost(run) ? this.restarts.isGivenUp(run) : !isActiveStatus(run.status);
  }

  /** Standing of a point; `isOver`: no run goes on any more. */
  private standingOf(point: SweepPoint, isOver: boolean): PointStanding {
    const { index, values, jobs } = point;
    const runs = jobs.flatMap((job) => this.children.runOf(job) ?? []);
    const ids = jobs.map((job) => this.children.idOf(job));
    return {
      ...{ values, runs, ids, score: this.points.scoreOf(point), hasEnded: this.points.hasEnded(point), isOver },
      dropped: this.points.plan.dropped.has(index) ? new Set(ids) : this.halving.dropped,
      curveOf: (run) => this.curves.of(run),
    };
  }

  /** Ends runs that are behind others and those of dropped points, also where an earlier attempt was killed before it could ask. */
  private async dropBehind(): Promise<void> {
    const { stop } = this.start.options;
    const runs = this.points.all.flatMap(({ jobs }) => jobs.flatMap((job) => this.children.runOf(job) ?? []));
    const curved = stop === undefined ? [] : runs.map((run) => ({ run, curve: this.curves.of(run) }));
    for (const { id } of stop === undefined ? [] : this.halving.drop(curved, stop)) {
      this.attempt.events.write({ type: 'sweep', ...this.counts(), dropped: id });
    }
    for (const run of runs) if (this.isDropped(run)) await this.children.stop(run);
  }

  private isOutOfTime(): boolean {
    const { hours } = this.points.plan.options.budget;
    return hours !== undefined && Date.now() - this.attempt.createdAt > hours * 3_600_000;
  }

  private isOver(): boolean {
    const isIdle =
      this.children.active().length === 0 &&
      this.children.areControlsOver &&
      this.toResume.length === 0 &&
      !this.cluster.isAway;
    if (!isIdle || this.isOutOfTime()) return isIdle;
    return this.points.isSearchOver && this.points.jobs().every((job) => this.isEnded(job));
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
    const ended = this.points.jobs().filter((job) => this.isEnded(job));
    const isDropped = (job: Job): boolean => this.halving.dropped.has(this.children.idOf(job));
    const failed = ended.filter((job) => this.children.runOf(job)?.status !== 'finished' && !isDropped(job));
    const changes = this.changes.all.length;
    return {
      ...{ done: ended.length, failed: failed.length, total: this.points.planned() },
      ...(changes > 0 && { changes }),
    };
  }

  /** Logs how the runs stand, where that has changed. */
  private report(isOver: boolean): void {
    this.journal.update(
      this.points.all.map((point) => optunaTrial(this.standingOf(point, isOver), this.start.options.goal)),
    );
    this.log.write(this.counts(), this.points.best());
  }
}
