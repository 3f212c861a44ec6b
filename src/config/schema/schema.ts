import { z } from 'zod';
import { temperatureSchema } from '../../distillation';
import { modelSchema } from '../../models/architecture';

const optimizerSchema = z.strictObject({
  name: z
    .enum(['sgd', 'momentum', 'adam'])
    .default('adam')
    .meta({ description: 'The optimizer. `sgd`: plain; `momentum`: with momentum 0.9; `adam`: Kingma and Ba 2015.' }),
  learningRate: z.number().positive().max(10).default(0.001).meta({ description: 'The size of a step.' }),
});

const trainFields = {
  epochs: z
    .int()
    .positive()
    .max(100000)
    .default(10)
    .meta({ description: 'How often the training data is gone through.' }),
  batchSize: z.int().positive().max(65536).default(128).meta({ description: 'Examples in one step.' }),
  optimizer: optimizerSchema.prefault({}).meta({ description: 'How weights follow gradients.' }),
};

const dataSchema = z.strictObject({
  set: z.literal('mnist').meta({ description: 'The data set. `mnist`: 60,000 training and 10,000 test digits.' }),
  validation: z.int().positive().max(50000).default(5000).meta({
    description: 'Examples cut from the training data for choosing the best epoch. The test split is only reported.',
  }),
  train: z
    .int()
    .positive()
    .max(60000)
    .optional()
    .meta({ description: 'At most this many training examples, for a quick try. All of them when absent.' }),
});

const teacherSchema = z.strictObject({
  model: modelSchema.meta({ description: 'The teacher network.' }),
  train: z
    .strictObject({
      ...trainFields,
      seed: z
        .int()
        .min(0)
        .max(4294967295)
        .default(1)
        .meta({ description: 'Seed of the teacher alone: changing the run’s seed does not train the teacher again.' }),
    })
    .prefault({})
    .meta({ description: 'How the teacher is trained, once; afterwards it comes from the cache.' }),
});

const lossSchema = z.strictObject({
  kind: z
    .literal('kl')
    .default('kl')
    .meta({ description: 'How student and teacher are compared. `kl`: T²·KL(teacher ‖ student), Hinton et al. 2015.' }),
  hard: z
    .number()
    .min(0)
    .max(1000)
    .default(0.1)
    .meta({ description: 'The weight of the cross-entropy with the true labels.' }),
  soft: z
    .number()
    .min(0)
    .max(1000)
    .default(0.9)
    .meta({ description: 'The weight of the comparison with the teacher.' }),
  scaleByT2: z
    .boolean()
    .default(true)
    .meta({ description: 'Multiplies the soft term by T², without which its gradient shrinks by 1/T².' }),
});

/** The one definition of a config: types, validation, completion, hover, JSON Schema and reference page follow from it. */
export const configSchema = z.strictObject({
  name: z.string().min(1).max(100).meta({ description: 'What the run is called in lists and folders.' }),
  seed: z
    .int()
    .min(0)
    .max(4294967295)
    .default(1)
    .meta({ description: 'The same seed gives the same run on one machine and engine.' }),
  data: dataSchema.meta({ description: 'What is learned from.' }),
  teacher: teacherSchema
    .optional()
    .meta({ description: 'The large network that is imitated. Without it the student learns from labels alone.' }),
  student: z
    .strictObject({ model: modelSchema.meta({ description: 'The student network.' }) })
    .meta({ description: 'The small network that is trained.' }),
  temperature: z
    .preprocess((value) => (typeof value === 'number' ? { strategy: 'constant', value } : value), temperatureSchema)
    .prefault({ strategy: 'constant', value: 4 })
    .meta({ description: 'What softens the outputs of teacher and student. A number is a constant temperature.' }),
  loss: lossSchema.prefault({}).meta({ description: 'What is minimised.' }),
  train: z
    .strictObject({
      ...trainFields,
      engine: z
        .enum(['auto', 'onnx', 'tensorflow', 'wasm'])
        .default('auto')
        .meta({ description: 'What executes a step. `auto`: the fastest that this machine can load.' }),
      threads: z
        .int()
        .positive()
        .max(256)
        .optional()
        .meta({ description: 'Threads for the arithmetic. When absent, all but one of the cores beyond two.' }),
    })
    .prefault({})
    .meta({ description: 'How the student is trained.' }),
});

/** A config with its defaults filled in. */
export type ResolvedConfig = z.output<typeof configSchema>;
