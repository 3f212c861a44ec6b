import { z } from 'zod';
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
});
