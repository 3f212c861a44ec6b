import { z } from 'zod';
import { weightFields, type DistillationLoss } from './loss';

const schema = z.strictObject({ kind: z.literal('mse'), ...weightFields() });

export const mse: DistillationLoss<typeof schema> = {
  name: 'mse',
  summary: 'The mean squared difference of the logits; no temperature acts on it.',
  formula: 'mean (zs − zt)²',
  source: 'Ba and Caruana 2014, arXiv:1312.6184',
  softens: 'neither',
  usesLabels: false,
  schema,
  describe: (_, { name }) => `MSE(${name}’s logits, student’s logits)`,
  perSample: (of, _, { teacher, student, classes }) => {
    const difference = of.subtract(student, teacher);
    return of.multiply(of.sumOfRow(of.multiply(difference, difference)), of.constant(1 / classes));
  },
};
