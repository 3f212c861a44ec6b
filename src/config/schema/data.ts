import { z } from 'zod';
import { dataSets } from './data-sets';

const classIndex = z
  .int()
  .min(0)
  .max(Math.max(...Object.values(dataSets).map(({ classes }) => classes)) - 1);
const classList = z.array(classIndex).min(1).max(100);

export const dataSchema = z.strictObject({
  set: z.literal('mnist').meta({ description: 'The data set. `mnist`: 60,000 training and 10,000 test digits.' }),
  validation: z.int().positive().max(50000).default(5000).meta({
    description: 'Examples cut from the training data for choosing the best epoch. The test split is only reported.',
  }),
  train: z
    .int()
    .positive()
    .max(dataSets.mnist.training)
    .optional()
    .meta({ description: 'At most this many training examples, for a quick try. All of them when absent.' }),
  imbalance: z
    .strictObject({
      ratio: z.number().min(1).max(100000).default(100).meta({
        description: 'How many times the first class outnumbers the last one.',
      }),
    })
    .optional()
    .meta({
      description:
        'Makes the training data long-tailed, for teacher and student: class c keeps n·ratio^(−c/(classes − 1)) examples (Cui et al. 2019). Validation and test stay as they are.',
    }),
});

export const transferSchema = z.strictObject({
  leaveOut: classList.optional().meta({ description: 'Classes of which the student never sees an example.' }),
  keep: classList.optional().meta({ description: 'The only classes of which the student sees examples.' }),
  labelFraction: z.number().gt(0).max(1).default(1).meta({
    description:
      'The share of each class whose labels the student may learn from; the rest teaches by soft targets alone.',
  }),
});

export const evaluationSchema = z.strictObject({
  biasCorrection: classList.optional().meta({
    description:
      'Classes whose output biases are moved together after training, so that their mean probability on the validation split is their share of it. The test split is not looked at.',
  }),
});
