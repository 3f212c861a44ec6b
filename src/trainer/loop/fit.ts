import { guardsOf } from '../../distillation';
import type { CompiledStep, Feeds } from '../../engine';
import { StopRequested } from '../context/failure';
import { countGuarded } from '../step/observe';
import { prepareStep, type Moment, type PreparedStep, type StepSettings } from '../step/prepare-step';
import { resultOf } from '../step/step-result';
import { teacherFeeds, type TeacherSource } from '../step/teacher-source';
import { BatchQueue } from './batch-queue';
import type { LoopEvents } from './events';
import { assertFiniteTerms, type TrainedNetwork } from './non-finite';
import { stepsPerLaunch } from './steps-per-launch';

export interface FitOptions extends StepSettings {
  readonly step: CompiledStep;
  readonly network: TrainedNetwork;
  /** A source of logits for each teacher of the objective. */
  readonly teachers: readonly TeacherSource[];
  /** First step to run: 0, or a checkpoint's. */
  readonly firstStep: number;
  /** Epochs whose `onEpochEnd` was handled by an earlier attempt. */
  readonly endedEpochs: number;
  /** Steps between two `onStateSynced` at most; undefined where only the engine's speed decides. */
  readonly syncEvery: number | undefined;
  /** Awaited between steps; throws StopRequested when a stop of the run was requested. */
  readonly pause: () => Promise<void>;
  readonly events: LoopEvents;
  /** True where a handler wants no further epoch; absent, all epochs are trained. */
  readonly hasEnded?: () => boolean;
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
  const batches = new BatchQueue(options);
  try {
    await endPendingEpoch(options);
    await runEpochs(options, batches);
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

async function runEpochs(options: FitOptions, batches: BatchQueue): Promise<void> {
  const { events } = options;
  const { indices } = options.examples;
  const { epochs, batchSize } = options.train;
  const perEpoch = stepsPerEpoch(indices.length, batchSize);
  const steps = perEpoch * epochs;
  let stepMs: number | undefined;
  for (let step = options.firstStep; step < steps && !(step % perEpoch === 0 && options.hasEnded?.() === true);) {
    await options.pause();
    const epoch = Math.floor(step / perEpoch);
    const count = Math.min(stepsPerLaunch(stepMs), stepsUntil(perEpoch, step), stepsUntil(options.syncEvery, step));
    const reductions = options.reductions?.() ?? 0;
    const moments = Array.from({ length: count }, (_, index) => {
      return { step: step + index, steps, epoch: (step + index) / perEpoch, epochs, reductions };
    });
    stepMs = (await launchSteps(options, batches, moments)) / count;
    step += count;
    if (step % perEpoch === 0) await events.onEpochEnd(epoch + 1);
    else await events.onStateSynced();
  }
}

/** Steps until the next one that ends a period. */
function stepsUntil(period: number | undefined, step: number): number {
  return period === undefined ? Infinity : period - (step % period);
}

/** Runs steps in one launch and reports each; gives their milliseconds. */
async function launchSteps(options: FitOptions, batches: BatchQueue, moments: readonly Moment[]): Promise<number> {
  const started = performance.now();
  const prepared: PreparedStep[] = [];
  for (const moment of moments) prepared.push(prepareStep(options, await batches.take(moment.step), moment));
  batches.prepare((moments.at(-1)?.step ?? 0) + 1, moments.length);
  const { train, data, examples } = options;
  const perEpoch = stepsPerEpoch(examples.indices.length, train.batchSize);
  const feeds: Feeds[] = [];
  for (const { feeds: own, batch, moment } of prepared) {
    const epoch = Math.floor(moment.step / perEpoch);
    const sizes = { batchSize: train.batchSize, classes: data.classes, epoch };
    feeds.push({ ...own, ...(await teacherFeeds(options.teachers, batch, sizes)) });
  }
  const outputs = await options.step.runAll(feeds);
  const milliseconds = performance.now() - started;
  const images = prepared.reduce((sum, { batch }) => sum + batch.count, 0);
  const guards = guardsOf(options.objective);
  for (const [index, step] of prepared.entries()) {
    const given = outputs[index] ?? {};
    const result = resultOf(options.objective, step, given, (images * 1000) / milliseconds);
    assertFiniteTerms(result, { ...options, batch: step.batch, outputs: given });
    const guarded = countGuarded(guards, step.scalars, given, step.batch);
    options.events.onStep(result, { count: step.batch.count, guarded });
  }
  batches.release(prepared.map(({ batch }) => batch));
  return milliseconds;
}
