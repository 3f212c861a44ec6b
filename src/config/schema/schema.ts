import * as z from 'zod';
import { dataSchema } from '../../data-sources';
import { combineSchema, lossSchema, temperatureSchema } from '../../distillation';
import { sweepSchema } from '../../sweeps';
import { evaluationSchema, transferSchema } from './data';
import { studentModelSchema } from './model';
import { teacherSchema } from './teacher';
import { checkpointSchema, trainFields } from './training';

/** The value of `temperature:` as written; a bare number is a constant. */
export const writtenTemperature = z.preprocess(
  (value) => (typeof value === 'number' ? { strategy: 'constant', value } : value),
  temperatureSchema,
);

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of `loss:` as written; without a kind it is Hinton's. */
const writtenLoss = z.preprocess((value) => (isMap(value) ? { kind: 'kl', ...value } : value), lossSchema);

const teachersSchema = z
  .array(
    teacherSchema.extend({
      name: z
        .string()
        .regex(/^[A-Za-z][\w-]{0,39}$/, 'is a letter and then letters, digits, _ or -')
        .meta({ description: 'What the teacher is called in the objective and the log.', examples: ['large'] }),
      weight: z.number().positive().max(1000).default(1).meta({
        description: 'How much this teacher counts beside the others; the weights are divided by their sum.',
      }),
      temperature: writtenTemperature.optional().meta({
        description: 'What softens this teacher, and the student beside it. That of the config when absent.',
      }),
    }),
  )
  .min(1)
  .max(16);

/** The one definition of a config: types, validation, completion, hover, JSON Schema and reference page follow from it. */
export const configSchema = z.strictObject({
  $schema: z
    .string()
    .optional()
    .meta({ description: 'Where the JSON Schema of configs is, for tools that look for it here.' }),
  name: z.string().min(1).max(100).meta({ description: 'What the run is called in lists and folders.' }),
  seed: z
    .int()
    .min(0)
    .max(4294967295)
    .default(1)
    .meta({ description: 'The same seed gives the same run on one machine and engine.' }),
  data: dataSchema.meta({ description: 'The data that is learned from.' }),
  transfer: transferSchema.optional().meta({
    description: 'What the student learns from, where that is less than the data that the teacher knows.',
  }),
  teacher: teacherSchema
    .optional()
    .meta({ description: 'The large network that is imitated. Without it the student learns from labels alone.' }),
  teachers: teachersSchema.optional().meta({
    description: 'Several teachers in place of `teacher`, each with its own source, temperature and weight.',
  }),
  combine: combineSchema.default('losses').meta({
    description:
      'How several teachers are combined. `losses`: the weighted mean of their losses; `probabilities`: of their softened probabilities; `logits`: of their logits; `entropy` and `confidence`: of their losses, weighed anew for each sample.',
  }),
  student: z
    .strictObject({ model: studentModelSchema.meta({ description: 'The student network.' }) })
    .meta({ description: 'The small network that is trained.' }),
  temperature: writtenTemperature
    .prefault({ strategy: 'constant', value: 4 })
    .meta({ description: 'What softens the outputs of teacher and student. A number is a constant temperature.' }),
  loss: writtenLoss.prefault({ kind: 'kl' }).meta({ description: 'What is minimised.' }),
  train: z
    .strictObject({
      ...trainFields,
      engine: z.enum(['auto', 'onnx', 'tensorflow', 'wasm', 'torch']).default('auto').meta({
        description:
          'What executes a step. `auto`: the fastest that this machine can load; `onnx`: traced once and run by ONNX Runtime; `tensorflow`: tfjs-node, where it is installed; `wasm`: WebAssembly, which runs everywhere; `torch`: PyTorch in a Python of yours.',
      }),
      device: z.enum(['auto', 'cpu', 'cuda', 'mps']).optional().meta({
        description:
          'Where `engine: torch` computes. `auto`, or when absent: a graphics card where PyTorch finds one; `cuda`: NVIDIA; `mps`: Apple.',
      }),
      precision: z.enum(['float32', 'bfloat16', 'float16']).optional().meta({
        description:
          'The numbers that `engine: torch` multiplies; `float32` when absent. `bfloat16` and `float16`: half the size where PyTorch deems it harmless; weights and the objective stay `float32`. With `float16` the loss is scaled, and a step whose gradients are not finite is left out.',
      }),
      compile: z.boolean().optional().meta({
        description:
          'Whether `engine: torch` compiles networks and objective with `torch.compile`, which takes a minute and makes long runs quicker.',
      }),
      accumulate: z.int().min(1).max(65536).optional().meta({
        description:
          'Parts in which `engine: torch` takes a batch, one after another, to need less memory; 1 when absent. Gradients are added up: the step is that of the whole batch, but that batch norms see a part at a time. An objective that compares rows (`dist`, `flsw`, `cwsm`) asks the networks twice.',
      }),
      processes: z.int().min(1).max(64).optional().meta({
        description:
          'Processes in which `engine: torch` trains, each with a share of every batch and a graphics card of its own where there are as many; 1 when absent. The step is that of the whole batch, but that batch norms see a share each unless `syncBatchNorm` is on.',
      }),
      syncBatchNorm: z.boolean().optional().meta({
        description:
          'Whether batch norms see the rows of all `processes`. Those of a `python:` model can on NVIDIA cards alone, where PyTorch has a SyncBatchNorm; those of layers everywhere.',
      }),
      deterministic: z.boolean().optional().meta({
        description:
          'Whether `engine: torch` takes only algorithms that give the same numbers each time, so that a stopped run goes on bit for bit on a graphics card too. It costs time, and an operation that PyTorch has no such algorithm for fails. On a CPU runs are so in any case.',
      }),
      checkpoint: checkpointSchema.prefault({}).meta({
        description:
          'How often a checkpoint is written, beside the end of each epoch; also while a teacher trains. A run that is killed goes on from the last one.',
      }),
      threads: z
        .int()
        .positive()
        .max(256)
        .optional()
        .meta({ description: 'Threads for the arithmetic. When absent, all but one of the cores beyond two.' }),
    })
    .prefault({})
    .meta({ description: 'How the student is trained.' }),
  evaluation: evaluationSchema.optional().meta({ description: 'What is done before the student is tested.' }),
  control: z.boolean().optional().meta({
    description:
      'Whether a control is run too: the same student with the same seed, data and training, without a teacher. One control serves all runs that have the same, and goes with the last of them.',
  }),
  verdict: z
    .strictObject({
      margin: z
        .number()
        .gt(0)
        .lt(1)
        .meta({
          description:
            'The loss of test accuracy, as a share, that counts as none: then “no worse than” is a verdict too.',
          examples: [0.002],
        }),
    })
    .optional()
    .meta({ description: 'How runs of this config are judged against their controls.' }),
  sweep: sweepSchema.optional().meta({ description: 'Many runs from one config, which differ in some settings.' }),
});

/** A config with its defaults filled in. */
export type ResolvedConfig = z.output<typeof configSchema>;
