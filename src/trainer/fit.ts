import {
  augmentImages,
  dropoutMask,
  gatherBatch,
  Generator,
  shuffledIndices,
  type Batch,
  type DataSet,
  type TransferSet,
} from '../data';
import type { ResolvedConfig } from '../config';
import { scalarsAt, type ObjectiveScalars, type ObjectiveSettings, type TimePoint } from '../distillation';
import type { CompiledStep, Feed } from '../engine';
import type { DropoutSite, Optimizer } from '../models';
import { learningRateAt } from '../models/training';
import type { StepResult } from '../runs';
import { TrainingFailure } from './failure';
import { observe } from './observe';
import { teacherInput } from './program';

/** A teacher's logits for the rows of a batch, [batchSize, classes]. */
export type Answer = (batch: Batch) => Promise<Float32Array>;

export interface FitOptions {
  readonly step: CompiledStep;
  readonly optimizer: Optimizer;
  readonly dropoutSites: readonly DropoutSite[];
  readonly data: DataSet;
  /** The training examples that are learnt from. */
  readonly examples: TransferSet;
  readonly train: Pick<
    ResolvedConfig['train'],
    'epochs' | 'batchSize' | 'optimizer' | 'schedule' | 'warmup' | 'augment'
  >;
  readonly seed: number;
  readonly objective: ObjectiveSettings;
  /** Of each teacher of the objective. */
  readonly answers: readonly Answer[];
  /** The first step to run: 0, or where a checkpoint left off. */
  readonly firstStep: number;
  /** Awaited before each step; throws StopRequested when the run is asked to stop. */
  readonly pause: () => Promise<void>;
  /** `isEpochEnd`: `onEpoch` comes next. */
  readonly onStep: (result: StepResult, isEpochEnd: boolean) => Promise<void>;
  /** After the last step of each epoch; epochs count from 1. */
  readonly onEpoch: (epoch: number, step: number) => Promise<void>;
}

/** Steps in one epoch; the last batch may be shorter. */
export function stepsPerEpoch(count: number, batchSize: number): number {
  return Math.ceil(count / batchSize);
}

/** What chance decides in a step; each has a stream of its own, so that one setting does not shift another's draws. */
const streams = { augmentation: 101, dropout: 102 } as const;

/**
 * Trains step by step. What chance decides follows from seed and step alone, so that a resumed run sees what an
 * undisturbed one would. Throws what `pause` throws between two steps, TrainingFailure when a term is not finite.
 */
export async function fit(options: FitOptions): Promise<void> {
  const { indices } = options.examples;
  const perEpoch = stepsPerEpoch(indices.length, options.train.batchSize);
  const steps = perEpoch * options.train.epochs;
  let order: Int32Array = new Int32Array();
  let orderEpoch = -1;
  for (let step = options.firstStep; step < steps; step += 1) {
    await options.pause();
    const epoch = Math.floor(step / perEpoch);
    if (epoch !== orderEpoch) {
      order = shuffledIndices(indices.length, options.seed, epoch).map((place) => indices[place] ?? 0);
      orderEpoch = epoch;
    }
    const result = await runStep(options, order, { step, steps, epoch: step / perEpoch, epochs: options.train.epochs });
    const isEpochEnd = (step + 1) % perEpoch === 0;
    await options.onStep(result, isEpochEnd);
    if (isEpochEnd) await options.onEpoch(epoch + 1, step + 1);
  }
}

async function runStep(options: FitOptions, order: Int32Array, moment: TimePoint): Promise<StepResult> {
  const started = performance.now();
  const { train, objective } = options;
  const perEpoch = moment.steps / moment.epochs;
  const batch = nextBatch(options, order, moment.step, moment.step % perEpoch);
  const scalars = scalarsOf(objective, moment);
  const learningRate = learningRateAt(train.schedule, train.optimizer.learningRate, train.warmup, moment);
  const results = await options.step.run({
    images: batch.images,
    labels: batch.labels,
    weights: batch.weights,
    labelWeights: batch.labelWeights,
    learningRate,
    ...scalars.values,
    ...options.optimizer.scalarsAt(moment.step),
    ...maskFeeds(options, moment.step),
    ...(await teacherFeeds(options.answers, batch)),
  });
  const valueOf = (name: string, absent: number): number => results[name]?.[0] ?? absent;
  const [hard, soft] = [valueOf('hard', Number.NaN), valueOf('soft', 0)];
  const result = {
    step: moment.step + 1,
    epoch: (moment.step + 1) / perEpoch,
    loss: valueOf('loss', Number.NaN),
    hard,
    soft,
    weightedHard: hard * (scalars.values['hardWeight'] ?? 0),
    weightedSoft: soft * (scalars.values['softWeight'] ?? 0),
    ...observe(objective, scalars, results, batch, moment),
    learningRate,
    imagesPerSecond: (batch.count * 1000) / (performance.now() - started),
  };
  refuseNonFinite(result);
  return result;
}

function nextBatch({ data, examples, train, seed }: FitOptions, order: Int32Array, step: number, place: number): Batch {
  const start = place * train.batchSize;
  const batch = gatherBatch(data, data.train, order, start, train.batchSize, examples.hasLabel);
  if (train.augment === undefined) return batch;
  const generator = new Generator(seed, step, streams.augmentation);
  return { ...batch, images: augmentImages(batch.images, batch.count, data.shape, train.augment, generator) };
}

function maskFeeds({ dropoutSites, train, seed }: FitOptions, step: number): Record<string, Feed> {
  if (dropoutSites.length === 0) return {};
  const generator = new Generator(seed, step, streams.dropout);
  return Object.fromEntries(
    dropoutSites.map(({ name, shape, rate }) => {
      const size = shape.reduce((product, length) => product * length, train.batchSize);
      return [name, dropoutMask(generator, size, rate)];
    }),
  );
}

function scalarsOf(objective: ObjectiveSettings, moment: TimePoint): ObjectiveScalars {
  try {
    return scalarsAt(objective, moment);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TrainingFailure(error.message, 'change the parameters of `temperature` so that it stays above 0', {
      cause: error,
      where: `step ${moment.step + 1}`,
    });
  }
}

async function teacherFeeds(answers: readonly Answer[], batch: Batch): Promise<Record<string, Feed>> {
  const feeds: Record<string, Feed> = {};
  for (const [index, answer] of answers.entries()) feeds[teacherInput(index)] = await answer(batch);
  return feeds;
}

function refuseNonFinite(result: StepResult): void {
  for (const term of ['hard', 'soft', 'loss'] as const) {
    if (Number.isFinite(result[term])) continue;
    throw new TrainingFailure(
      `the ${term} term became ${result[term]} at step ${result.step} (epoch ${result.epoch.toFixed(2)}, T ${result.temperature})`,
      `${hintFor(result)}; the last checkpoint before this step is kept`,
      { where: `step ${result.step}` },
    );
  }
}

/** float32 holds no quotient of usual logits by less than this. */
const smallestTemperature = 1e-30;

function hintFor({ soft, hard, temperature, learningRate }: StepResult): string {
  const isSoftAlone = !Number.isFinite(soft) && Number.isFinite(hard);
  if (isSoftAlone && temperature < smallestTemperature) return `raise the temperature (now ${temperature})`;
  return `lower the learning rate (now ${Number(learningRate.toPrecision(3))})`;
}
