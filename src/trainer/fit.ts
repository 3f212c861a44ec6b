import { gatherBatch, gatherRows, shuffledIndices, type DataSet } from '../data';
import type { ResolvedConfig } from '../config';
import type { CompiledStep, Feed } from '../engine';
import type { Optimizer } from '../models';
import { StopRequested, TrainingFailure } from './failure';

/** What one step measured. `soft` is unweighted, T² included. */
export interface StepResult {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly hard: number;
  readonly soft: number;
  readonly temperature: number;
  readonly learningRate: number;
  readonly imagesPerSecond: number;
}

export interface SoftTargets {
  /** The teacher's logits over the training split, [count, classes]. */
  readonly logits: Float32Array;
  readonly softWeight: number;
  readonly scaleByT2: boolean;
  temperatureAt(step: number, steps: number, epoch: number): number;
}

export interface FitOptions {
  readonly step: CompiledStep;
  readonly optimizer: Optimizer;
  readonly data: DataSet;
  readonly train: Pick<ResolvedConfig['train'], 'epochs' | 'batchSize' | 'optimizer'>;
  readonly seed: number;
  readonly hardWeight: number;
  readonly soft?: SoftTargets | undefined;
  /** The first step to run: 0, or where a checkpoint left off. */
  readonly firstStep: number;
  readonly shouldStop: () => boolean;
  readonly onStep: (result: StepResult) => void;
  /** After the last step of each epoch; epochs count from 1. */
  readonly onEpoch: (epoch: number, step: number) => Promise<void>;
}

/** Steps in one epoch; the last batch may be shorter. */
export function stepsPerEpoch(count: number, batchSize: number): number {
  return Math.ceil(count / batchSize);
}

/**
 * Trains step by step. The order of an epoch is decided by seed and epoch alone, so that a resumed run sees what an
 * undisturbed one would. Throws StopRequested between two steps, TrainingFailure when a term is not finite.
 */
export async function fit(options: FitOptions): Promise<void> {
  const perEpoch = stepsPerEpoch(options.data.train.count, options.train.batchSize);
  const steps = perEpoch * options.train.epochs;
  let order: Int32Array = new Int32Array();
  let orderEpoch = -1;
  for (let step = options.firstStep; step < steps; step += 1) {
    // The runtime holds the event loop; signals and timers get their turn here.
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (options.shouldStop()) throw new StopRequested();
    const epoch = Math.floor(step / perEpoch);
    if (epoch !== orderEpoch) {
      order = shuffledIndices(options.data.train.count, options.seed, epoch);
      orderEpoch = epoch;
    }
    options.onStep(await runStep(options, order, step, step % perEpoch, steps, perEpoch));
    if ((step + 1) % perEpoch === 0) await options.onEpoch(epoch + 1, step + 1);
  }
}

async function runStep(
  options: FitOptions,
  order: Int32Array,
  step: number,
  place: number,
  steps: number,
  perEpoch: number,
): Promise<StepResult> {
  const started = performance.now();
  const { train, data, soft } = options;
  const batch = gatherBatch(data, data.train, order, place * train.batchSize, train.batchSize);
  const temperature = soft?.temperatureAt(step, steps, step / perEpoch) ?? 1;
  const { learningRate } = train.optimizer;
  const results = await options.step.run({
    images: batch.images,
    labels: batch.labels,
    weights: batch.weights,
    learningRate,
    hardWeight: options.hardWeight,
    ...options.optimizer.scalarsAt(step),
    ...(soft === undefined ? {} : softFeeds(soft, options, batch.indices, temperature)),
  });
  const [loss, hard, softValue] = ['loss', 'hard', 'soft'].map((name) => results[name]?.[0] ?? Number.NaN);
  const result = {
    step: step + 1,
    epoch: (step + 1) / perEpoch,
    loss: loss ?? Number.NaN,
    hard: hard ?? Number.NaN,
    soft: softValue ?? Number.NaN,
    temperature,
    learningRate,
    imagesPerSecond: (batch.count * 1000) / (performance.now() - started),
  };
  refuseNonFinite(result);
  return result;
}

function softFeeds(
  soft: SoftTargets,
  { data, train }: FitOptions,
  indices: Int32Array,
  temperature: number,
): Record<string, Feed> {
  return {
    teacher: gatherRows(soft.logits, data.classes, indices, train.batchSize),
    softWeight: soft.softWeight,
    softScale: soft.scaleByT2 ? temperature * temperature : 1,
    temperature,
  };
}

function refuseNonFinite(result: StepResult): void {
  for (const term of ['hard', 'soft', 'loss'] as const) {
    if (Number.isFinite(result[term])) continue;
    throw new TrainingFailure(
      `the ${term} term became ${result[term]} at step ${result.step} (epoch ${result.epoch.toFixed(2)}, T ${result.temperature})`,
      `lower the learning rate (now ${result.learningRate}); the last checkpoint before this step is kept`,
    );
  }
}
