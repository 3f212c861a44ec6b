import * as z from 'zod';
import { earlyStopSchema, optimizerSchema, scheduleSchema } from '../../models/training';

const augmentSchema = z.strictObject({
  jitter: z
    .int()
    .min(0)
    .max(64)
    .default(0)
    .meta({ description: 'Shifts each image by up to this many pixels in each direction.' }),
  crop: z.number().min(0.1).max(1).optional().meta({
    description: 'Enlarges a section of each image, of at least this share of its sides, to the whole image.',
  }),
  flip: z.boolean().default(false).meta({ description: 'Mirrors half of the images left to right.' }),
});

/** Times at which the state of a training is kept, beside the end of each epoch. */
export const checkpointSchema = z.strictObject({
  everySteps: z.int().positive().max(1e9).optional().meta({
    description: 'After every so many steps as well.',
  }),
  everySeconds: z.number().positive().max(86400).default(60).meta({
    description: 'As well when so many seconds have passed since the last one.',
  }),
});

/** Settings for training a network, teacher or student. */
export const trainFields = {
  epochs: z
    .int()
    .positive()
    .max(100000)
    .default(10)
    .meta({ description: 'How often the training data is gone through.' }),
  batchSize: z.int().positive().max(65536).default(128).meta({ description: 'Examples in one step.' }),
  optimizer: optimizerSchema.prefault({}).meta({ description: 'How weights follow gradients.' }),
  schedule: scheduleSchema
    .prefault({ kind: 'constant' })
    .meta({ description: 'How the learning rate moves from step to step.' }),
  warmup: z
    .number()
    .min(0)
    .max(100000)
    .default(0)
    .meta({ description: 'Epochs at the start in which the learning rate rises linearly to its value.' }),
  keep: z.enum(['best', 'last']).default('best').meta({
    description:
      'Which epoch’s weights are the result: those that validate best, or the last. With few validation examples the best epoch is chosen by chance; where the learning rate has fallen to nothing the last is safer.',
  }),
  earlyStop: earlyStopSchema.optional().meta({
    description:
      'Ends the training at the end of an epoch after which the validation has got no better for `patience` epochs. A control ends by the same rule, each at an epoch of its own.',
    examples: [{ patience: 5 }],
  }),
  augment: augmentSchema.optional().meta({
    description: 'Changes every image by chance, anew in each epoch. The teacher then answers for the changed image.',
  }),
};
