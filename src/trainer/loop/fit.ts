import {
  augmentImages,
  dropoutMask,
  gatherBatch,
  Generator,
  shuffledIndices,
  type Batch,
  type DataSet,
  type TransferSet,
} from '../../data';
import type { ResolvedConfig } from '../../config';
import { scalarsAt, type ObjectiveScalars, type ObjectiveSettings, type TimePoint } from '../../distillation';
import type { CompiledStep, Feeds, StepOutputs } from '../../engine';
import type { DropoutSite, Optimizer } from '../../models';
import { learningRateAt } from '../../models/training';
import type { StepResult } from '../../runs';
import { TrainingFailure } from '../context/failure';
import { stepsPerLaunch } from './steps-per-launch';
import { refuseNonFinite } from './non-finite';
import { observe } from '../step/observe';
import { teacherFeeds, type TeacherSource } from '../step/teacher-source';

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
  /** A source of logits for each teacher of the objective. */
  readonly teachers: readonly TeacherSource[];
  /** The first step to run: 0, or where a checkpoint left off. */
  readonly firstStep: number;
  /** After every so many steps variables are to be read, where the config says so. */
  readonly syncEvery: number | undefined;
  /** Awaited between steps; throws StopRequested when the run is asked to stop. */
  readonly pause: () => Promise<void>;
  /** After each step, when the variables may have gone on already. */
  readonly onStep: (result: StepResult) => void;
  /** When the variables are those of the last step that was told of; not at the end of an epoch. */
  readonly onStateSynced: () => Promise<void>;
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
 * Trains step by step, several in one run of the engine while they are short. What chance decides follows from seed and
 * step alone, so that a resumed run sees what an undisturbed one would. Throws what `pause` throws between two runs,
 * TrainingFailure when a term is not finite.
 */
export async function fit(options: FitOptions): Promise<void> {
  const { indices } = options.examples;
  const { epochs, batchSize } = options.train;
  const perEpoch = stepsPerEpoch(indices.length, batchSize);
  const steps = perEpoch * epochs;
  let order: Int32Array = new Int32Array();
  let orderEpoch = -1;
  let stepMs: number | undefined;
  for (let step = options.firstStep; step < steps;) {
    await options.pause();
    const epoch = Math.floor(step / perEpoch);
    if (epoch !== orderEpoch) {
      order = shuffledIndices(indices.length, options.seed, epoch).map((place) => indices[place] ?? 0);
      orderEpoch = epoch;
    }
    const count = Math.min(stepsPerLaunch(stepMs), stepsUntil(perEpoch, step), stepsUntil(options.syncEvery, step));
    const moments = Array.from({ length: count }, (_, index) => {
      return { step: step + index, steps, epoch: (step + index) / perEpoch, epochs };
    });
    stepMs = (await runSteps(options, order, moments)) / count;
    step += count;
    if (step % perEpoch === 0) await options.onEpoch(epoch + 1, step);
    else await options.onStateSynced();
  }
}

/** Steps until the next one that ends a period. */
function stepsUntil(period: number | undefined, step: number): number {
  return period === undefined ? Infinity : period - (step % period);
}

/** Runs steps as one and tells of each; gives the milliseconds that they took. */
async function runSteps(options: FitOptions, order: Int32Array, moments: readonly TimePoint[]): Promise<number> {
  const started = performance.now();
  const prepared = moments.map((moment) => prepareStep(options, order, moment));
  const feeds: Feeds[] = [];
  const sizes = { batchSize: options.train.batchSize, classes: options.data.classes };
  for (const { feeds: own, batch } of prepared) {
    feeds.push({ ...own, ...(await teacherFeeds(options.teachers, batch, sizes)) });
  }
  const outputs = await options.step.runAll(feeds);
  const milliseconds = performance.now() - started;
  const images = prepared.reduce((sum, { batch }) => sum + batch.count, 0);
  for (const [index, step] of prepared.entries()) {
    const given = outputs[index] ?? {};
    const result = resultOf(options, step, given, (images * 1000) / milliseconds);
    refuseNonFinite(result, { objective: options.objective, batch: step.batch, outputs: given });
    options.onStep(result);
  }
  return milliseconds;
}

interface PreparedStep {
  readonly moment: TimePoint;
  readonly batch: Batch;
  readonly scalars: ObjectiveScalars;
  readonly learningRate: number;
  readonly feeds: Feeds;
}

function prepareStep(options: FitOptions, order: Int32Array, moment: TimePoint): PreparedStep {
  const { train, objective } = options;
  const batch = nextBatch(options, order, moment.step, moment.step % (moment.steps / moment.epochs));
  const scalars = scalarsOf(objective, moment);
  const learningRate = learningRateAt(train.schedule, train.optimizer.learningRate, train.warmup, moment);
  const { images, labels, weights, labelWeights } = batch;
  const feeds = {
    ...{ images, labels, weights, labelWeights, learningRate },
    ...scalars.values,
    ...options.optimizer.scalarsAt(moment.step),
    ...maskFeeds(options, moment.step),
  };
  return { moment, batch, scalars, learningRate, feeds };
}

function resultOf(
  { objective }: FitOptions,
  { moment, batch, scalars, learningRate }: PreparedStep,
  outputs: StepOutputs,
  imagesPerSecond: number,
): StepResult {
  const valueOf = (name: string, absent: number): number => outputs[name]?.[0] ?? absent;
  const [hard, soft] = [valueOf('hard', Number.NaN), valueOf('soft', 0)];
  return {
    step: moment.step + 1,
    epoch: (moment.step + 1) / (moment.steps / moment.epochs),
    loss: valueOf('loss', Number.NaN),
    hard,
    soft,
    weightedHard: hard * (scalars.values['hardWeight'] ?? 0),
    weightedSoft: soft * (scalars.values['softWeight'] ?? 0),
    ...observe(objective, scalars, outputs, batch, moment),
    learningRate,
    imagesPerSecond,
  };
}

function nextBatch({ data, examples, train, seed }: FitOptions, order: Int32Array, step: number, place: number): Batch {
  const start = place * train.batchSize;
  const batch = gatherBatch(data, data.train, order, start, train.batchSize, examples.hasLabel);
  if (train.augment === undefined) return batch;
  const generator = new Generator(seed, step, streams.augmentation);
  return { ...batch, images: augmentImages(batch.images, batch.count, data.shape, train.augment, generator) };
}

function maskFeeds({ dropoutSites, train, seed }: FitOptions, step: number): Feeds {
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
