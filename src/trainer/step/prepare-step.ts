import type { ResolvedConfig } from '../../config';
import {
  augmentImages,
  dropoutMask,
  gatherBatch,
  gatherByteBatch,
  Generator,
  imageShapeOf,
  paddedRows,
  rowsBefore,
  streams,
  type Batch,
  type IndexedBatch,
  studentView,
  type DataSet,
  type ImageShape,
  type TransferSet,
} from '../../data';
import { scalarsAt, type ObjectiveScalars, type ObjectiveSettings, type TimePoint } from '../../distillation';
import type { Feed, Feeds } from '../../engine';
import type { DropoutSite, Optimizer } from '../../models';
import { learningRateAt, type TrainingTime } from '../../models/training';
import { TrainingFailure } from '../context/failure';
import { rowsInput } from './row-table';

/** The settings that the inputs of every step of a training follow from. */
export interface StepSettings {
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
  /** The step gathers its rows by itself: batches come without images. */
  readonly gathersRows?: boolean;
  /** Batches come with bytes as numbers of 0…255, which the step divides. */
  readonly dividesBytes?: boolean;
}

/** The moment of a step, for the objective and for the learning rate. */
export type Moment = TimePoint & TrainingTime;

/** A step's inputs, but for teachers' logits, and the numbers that its result names. */
export interface PreparedStep {
  readonly moment: TimePoint;
  readonly batch: Batch | IndexedBatch;
  readonly scalars: ObjectiveScalars;
  readonly learningRate: number;
  readonly feeds: Feeds;
}

/** Makes the inputs of the step at a moment. Throws a TrainingFailure when a temperature that time decides is not above 0. */
export function prepareStep(settings: StepSettings, batch: Batch | IndexedBatch, moment: Moment): PreparedStep {
  const { train, objective } = settings;
  const scalars = scalarsOf(objective, moment);
  const learningRate = learningRateAt(train.schedule, train.optimizer.learningRate, train.warmup, moment);
  const { labels, weights, labelWeights, count } = batch;
  const { step, steps, epoch, epochs } = moment;
  const feeds: Record<string, Feed> = {
    step,
    steps,
    epoch,
    epochs,
    count,
    labels,
    weights,
    labelWeights,
    learningRate,
  };
  if ('images' in batch) feeds['images'] = batch.images;
  else feeds[rowsInput] = batch.rows;
  Object.assign(feeds, scalars.values, settings.optimizer.scalarsAt(step), maskFeeds(settings, step));
  return { moment, batch, scalars, learningRate, feeds };
}

/**
 * The batch of a step of an epoch, its images changed by `train.augment`.
 * @param order indices of the training examples in this epoch's order.
 * @param images array of an earlier batch that its images may be written over
 */
export function nextBatch(
  { data, examples, train, seed, dividesBytes }: StepSettings,
  order: Int32Array,
  step: number,
  stepInEpoch: number,
  images?: Float32Array,
): Batch {
  const start = stepInEpoch * train.batchSize;
  const gather = dividesBytes === true ? gatherByteBatch : gatherBatch;
  const batch = gather(data, data.train, order, start, train.batchSize, examples.hasLabel, images);
  if (train.augment === undefined) return batch;
  const generator = new Generator(seed, step, streams.augmentation);
  if (data.raw === undefined) {
    return { ...batch, images: augmentImages(batch.images, batch.count, imageShapeOf(data), train.augment, generator) };
  }
  // One change of the picture that is kept, for student and teachers alike.
  const shape = imageShapeOf({ ...data, shape: data.raw.shape });
  const kept = paddedRows(rowsBefore(data, data.train, batch.indices), train.batchSize * sizeOf(shape));
  const raw = augmentImages(kept, batch.count, shape, train.augment, generator);
  return { ...batch, images: studentView(data).apply(raw), raw };
}

const sizeOf = ([height, width, channels]: ImageShape): number => height * width * channels;

function maskFeeds({ dropoutSites, train, seed }: StepSettings, step: number): Feeds {
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
