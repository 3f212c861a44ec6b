import * as z from 'zod/mini';
import { fields, measured, optional, optionalFields } from '../fields';
import { stamps } from '../stamps';
import { epoch, phase, step, teacher } from './training-fields';

const temperatureSpread = fields(
  {
    mean: measured('Mean over the samples of the step'),
    min: measured('Smallest'),
    max: measured('Largest'),
    guarded: measured('Samples whose temperature was cut by its bounds'),
  },
  'Spread of a temperature over the samples of a step',
);

const observation = {
  temperature: measured('Temperature T, the mean over samples and teachers; 1 without a teacher'),
};

const furtherObservation = {
  temperatureMin: optional(measured('Smallest temperature of a sample, where samples differ')),
  temperatureMax: optional(measured('Largest temperature of a sample, where samples differ')),
  studentTemperature: optional(measured("Mean of the student's temperature, where it is not the teacher's")),
  guarded: optional(measured('Samples whose temperature was cut by its bounds')),
  clipped: optional(measured('Logits that were clipped')),
  klAtOne: optional(measured('KL(teacher ‖ student) at T = 1, in nats: comparable across temperatures')),
  teacherEntropy: optional(measured('Mean entropy of the softened teacher, in nats')),
  temperatures: optional(
    z
      .readonly(z.record(z.string(), z.readonly(temperatureSpread)))
      .check(z.describe('Temperatures of several teachers, by name')),
  ),
  sharedTemperature: optional(
    z
      .readonly(temperatureSpread)
      .check(
        z.describe(
          'Temperature that several teachers with one target share with the student. Version 0.1 wrote it below `temperatures` as `student`',
        ),
      ),
  ),
};

const loss = measured('The minimised loss: weightedHard + weightedSoft');

const measurements = {
  hard: measured('Loss against the labels, unweighted, in nats'),
  soft: measured('Loss against the teacher, unweighted, T² included where the config says so'),
  weightedHard: measured('`hard` times its weight at this step'),
  weightedSoft: measured('`soft` times its weight at this step'),
  learningRate: measured('Learning rate of this step'),
  imagesPerSecond: measured('Training examples per second'),
};

const progress = { step, epoch, loss };

export const stepSchema = fields(
  {
    type: z.literal('step'),
    ...stamps,
    phase,
    teacher,
    ...progress,
    ...optionalFields({ ...measurements, ...observation }),
    ...furtherObservation,
  },
  'A training step. After a resumption the first step that was written again supersedes the earlier ones from there on',
);

/** Spread of a temperature over the samples of a step. */
export type TemperatureSpread = Readonly<z.infer<typeof temperatureSpread>>;

type Fields<Shape extends z.core.$ZodShape> = Readonly<z.infer<z.ZodMiniObject<Shape>>>;
/** Measurements of a step's objective beside the loss. */
export type Observation = Fields<typeof observation & typeof furtherObservation>;
/** Measurements of a step. */
export type StepResult = Fields<typeof progress & typeof measurements & typeof observation & typeof furtherObservation>;
