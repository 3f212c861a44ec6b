import * as z from 'zod';
import { teacherModelSchema } from './model';
import { trainFields } from './training';

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
  output: z.enum(['logits', 'probabilities', 'log-probabilities']).optional().meta({
    description:
      'The numbers that a `file` gives. Absent: told from its answers on real examples. Where it is written and the answers contradict it, the run stops before it trains. Of probabilities a softmax or sigmoid at the end is left out, else the logarithm is taken; log-probabilities are logits but for a shift of each sample, and are centred where the objective sees it.',
  }),
});

/** A teacher's numbers as a config states them. */
export type TeacherOutput = NonNullable<z.output<typeof teacherSchema>['output']>;
