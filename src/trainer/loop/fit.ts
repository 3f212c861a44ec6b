import { StopRequested } from '../context/failure';
import type { Moment } from '../step/prepare-step';
import { BatchQueue } from './batch-queue';
import { Launches, type Launch, type LaunchOptions } from './launches';
import type { BatchSource } from './shared-batches';
import { stepsPerLaunch } from './steps-per-launch';

export interface FitOptions extends LaunchOptions {
  /** First step to run: 0, or a checkpoint's. */
  readonly firstStep: number;
  /** Epochs whose `onEpochEnd` was handled by an earlier attempt. */
  readonly endedEpochs: number;
  /** Steps between two `onStateSynced` at most; undefined where only the engine's speed decides. */
  readonly syncEvery: number | undefined;
  /** Awaited between steps; throws StopRequested when a stop of the run was requested. */
  readonly pause: () => Promise<void>;
  /** True where a handler wants no further epoch; absent, all epochs are trained. */
  readonly hasEnded?: () => boolean;
  /** Batches that other trainings take too; absent, its own. */
  readonly batches?: BatchSource;
  /** Times that a plateau has lowered the learning rate so far; absent, 0. */
  readonly reductions?: () => number;
}

/** Steps in one epoch; the last batch may be shorter. */
export function stepsPerEpoch(count: number, batchSize: number): number {
  return Math.ceil(count / batchSize);
}

/**
 * Trains step by step, several per launch of the engine while they are short, and reports to the handlers of `events`.
 * All randomness follows from seed and step, so that a resumed run repeats an undisturbed one. Throws what `pause` and
 * the handlers throw, and a TrainingFailure when a term is not finite.
 */
export async function fit(options: FitOptions): Promise<void> {
  const batches = options.batches ?? new BatchQueue(options);
  try {
    await endPendingEpoch(options);
    await new Epochs(options, batches).run();
  } catch (error) {
    if (error instanceof StopRequested) await options.events.onStop();
    throw error;
  } finally {
    await batches.close();
  }
  await options.events.onEnd();
}

/** Ends an epoch that an earlier attempt trained to its last step, but did not evaluate. */
async function endPendingEpoch({ firstStep, endedEpochs, examples, train, events }: FitOptions): Promise<void> {
  const epoch = firstStep / stepsPerEpoch(examples.indices.length, train.batchSize);
  if (Number.isInteger(epoch) && epoch > endedEpochs) await events.onEpochEnd(epoch);
}

/** Milliseconds after which steps that run ahead are waited for: checkpoints are written between two launches. */
const maxAheadMs = 1_000;
/**
 * Share of its steps that a launch has where the engine waits for it: steps that run beside this process begin sooner, and the inputs of the
 * next ones are made meanwhile.
 */
const firstShare = 1 / 8;

/** The epochs of a training, launch by launch. */
class Epochs {
  private readonly launches: Launches;
  private readonly perEpoch: number;
  private stepMs: number | undefined;
  /** The launch after the one that is reported next. */
  private ahead: Launch | undefined;
  private syncedAt = performance.now();

  constructor(
    private readonly options: FitOptions,
    batches: BatchSource,
  ) {
    this.launches = new Launches(options, batches);
    this.perEpoch = stepsPerEpoch(options.examples.indices.length, options.train.batchSize);
  }

  async run(): Promise<void> {
    const { options, perEpoch } = this;
    const { events } = options;
    const steps = this.steps;
    for (let step = options.firstStep; step < steps && !(step % perEpoch === 0 && options.hasEnded?.() === true);) {
      await this.pause();
      const launch = this.ahead ?? (await this.begin(step, true));
      step += launch.prepared.length;
      this.ahead = this.mayRunAhead(step) ? await this.begin(step, false) : undefined;
      this.stepMs = (await this.launches.report(launch)) / launch.prepared.length;
      if (step % perEpoch === 0) await events.onEpochEnd(step / perEpoch);
      else if (this.ahead === undefined) await events.onStateSynced();
      if (this.ahead === undefined) this.syncedAt = performance.now();
    }
  }

  /** Throws what `pause` throws, once the steps that run are reported: the engine's state has them. */
  private async pause(): Promise<void> {
    try {
      await this.options.pause();
    } catch (error) {
      if (this.ahead !== undefined) await this.launches.report(this.ahead);
      throw error;
    }
  }

  /** Gives the engine steps from `step` on, none beyond an epoch or a checkpoint; fewer where it has none to run. */
  private begin(step: number, isIdle: boolean): Promise<Launch> {
    const { options, perEpoch, steps } = this;
    const { syncEvery, train, step: compiled } = options;
    const reductions = options.reductions?.() ?? 0;
    const size = compiled.launchSize?.() ?? stepsPerLaunch(this.stepMs, options.gathersRows);
    const isFirst = isIdle && compiled.ahead !== undefined;
    const count = Math.min(
      ...[isFirst ? Math.ceil(size * firstShare) : size, compiled.ahead?.maxSteps ?? Infinity],
      ...[stepsUntil(perEpoch, step), stepsUntil(syncEvery, step)],
    );
    const moments = Array.from({ length: count }, (_, index): Moment => {
      return { step: step + index, steps, epoch: (step + index) / perEpoch, epochs: train.epochs, reductions };
    });
    return this.launches.begin(moments);
  }

  /** True where the step after a launch may begin before that launch is reported. */
  private mayRunAhead(step: number): boolean {
    const { step: compiled, syncEvery } = this.options;
    if (compiled.ahead === undefined || performance.now() - this.syncedAt > maxAheadMs) return false;
    return step % this.perEpoch !== 0 && (syncEvery === undefined || step % syncEvery !== 0);
  }

  private get steps(): number {
    return this.perEpoch * this.options.train.epochs;
  }
}

/** Steps until the next one that ends a period. */
function stepsUntil(period: number | undefined, step: number): number {
  return period === undefined ? Infinity : period - (step % period);
}
