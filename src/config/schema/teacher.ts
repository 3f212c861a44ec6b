import * as z from 'zod';
import { teacherModelSchema } from './model';
import { trainFields } from './training';

const moments = z.union([z.number(), z.array(z.number()).min(1).max(100_000)]);
const deviations = z.union([z.number().positive(), z.array(z.number().positive()).min(1).max(100_000)]);
const side = z.int().positive().max(1024);

/** The examples as a teacher takes them. */
export const teacherInputSchema = z.strictObject({
  range: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low !== high, 'has the same number twice')
    .optional()
    .meta({
      description: 'Numbers that the teacher takes for a pixel of 0 and one of 255. Absent: `[0, 1]`.',
      examples: [
        [0, 255],
        [-1, 1],
      ],
    }),
  mean: moments.optional().meta({
    description:
      'Number that is subtracted from pixels of that range, or one for each channel in the order that the teacher takes; of a table, one for each column.',
    examples: [0.1307, [0.485, 0.456, 0.406]],
  }),
  std: deviations.optional().meta({
    description: 'Number that they are then divided by, or one for each channel or column.',
    examples: [0.3081, [0.229, 0.224, 0.225]],
  }),
  size: z
    .union([side, z.tuple([side, side])])
    .optional()
    .meta({
      description:
        'Height and width that the teacher takes, in pixels: one number, or `[height, width]`. Absent: those of the data. Where they are larger than `data.size`, pictures are kept at that size, and teacher and student see them resized from it.',
      examples: [224, 64],
    }),
  channels: z.enum(['rgb', 'bgr', 'gray']).optional().meta({
    description:
      'Channels that the teacher takes. Pictures of one channel are repeated for `rgb` and `bgr`; `gray` is their luma (ITU-R 601-2). Absent: as the data has them.',
  }),
  layout: z.enum(['NHWC', 'NCHW', 'NWHC', 'NCWH']).optional().meta({
    description:
      'Order of the axes: batch N, height H, width W, channels C. Absent: told from the shape that the file declares. Behind a flat input `NCHW` puts all numbers of a channel together; `NWHC` and `NCWH` take pictures with their rows as columns.',
  }),
  invert: z.boolean().optional().meta({
    description: 'The teacher takes dark for light: a pixel x of 0…1 becomes 1 − x, before `range`, `mean` and `std`.',
  }),
});

/** One teacher: where it comes from and, unless it is there already, how it is trained. */
export const teacherSchema = z.strictObject({
  model: teacherModelSchema.meta({ description: 'The teacher network.' }),
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
    .meta({
      description:
        'How the teacher is trained, once; afterwards it comes from the cache. A `file` or a `run` is not trained again.',
    }),
  input: teacherInputSchema.optional().meta({
    description:
      'The examples as the teacher takes them: from pixels of 0…1, or the numbers of a table, before `data.normalize`. Absent: the teacher sees what the student sees. Before anything trains, the teacher’s answers on validation examples show whether that is right.',
    examples: [{ mean: 0.1307, std: 0.3081 }],
  }),
  classOrder: z
    .array(z.union([z.int(), z.string().min(1).max(100)]))
    .min(2)
    .max(10_000)
    .optional()
    .meta({
      description:
        'The classes of the teacher’s outputs in their order, by label or name, each class of the data once. Absent: the order of the data.',
      examples: [['rose', 'daisy']],
    }),
  output: z.enum(['logits', 'probabilities', 'log-probabilities']).optional().meta({
    description:
      'The numbers that a `file` gives. Absent: told from its answers on real examples. Where it is written and the answers contradict it, the run stops before it trains. Of probabilities a softmax or sigmoid at the end is left out, else the logarithm is taken; log-probabilities are logits but for a shift of each sample, and are centred where the objective sees it.',
  }),
  targets: z.enum(['own', 'permuted', 'smoothed']).optional().meta({
    description:
      'The answers that the student learns from; `own` when absent. The others are controls, which show what of an answer helps. `permuted`: the numbers of all classes but the chosen one in an order by chance, so that how sure it is stays and which classes are alike is lost (Furlanello et al. 2018); `smoothed`: smoothed labels whose mean entropy at the temperature is that of the teacher, as label smoothing. The teacher’s own results stay.',
  }),
});

/** The examples as a teacher takes them. */
export type TeacherInput = Readonly<z.output<typeof teacherInputSchema>>;

/** A teacher's numbers as a config states them. */
export type TeacherOutput = NonNullable<z.output<typeof teacherSchema>['output']>;
