import * as z from 'zod';

/** A class, by its label or its name. Whether the data has it is known once the data has been looked at. */
const classList = z
  .array(z.union([z.int().min(0), z.string().min(1).max(100)]))
  .min(1)
  .max(100);

export const transferSchema = z.strictObject({
  leaveOut: classList
    .optional()
    .meta({ description: 'Classes, by label or name, of which the student never sees an example.' }),
  keep: classList
    .optional()
    .meta({ description: 'The only classes, by label or name, of which the student sees examples.' }),
  labelFraction: z.number().gt(0).max(1).default(1).meta({
    description:
      'The share of each class whose labels the student may learn from; the rest teaches by soft targets alone.',
  }),
});

export const evaluationSchema = z.strictObject({
  biasCorrection: classList.optional().meta({
    description:
      'Classes, by label or name, whose output biases are moved together after training, so that their mean probability on the validation split is their share of it. The test split is not looked at.',
  }),
});
