import * as z from 'zod';
import { named } from '../arithmetic/named';
import { meanOfRow } from '../arithmetic/probability';
import { weightFields, type DistillationLoss } from './loss';

const schema = z.strictObject({ kind: z.literal('mse'), ...weightFields() });

export const mse: DistillationLoss<typeof schema> = {
  name: 'mse',
  summary: 'The mean squared difference of the logits; no temperature acts on it.',
  formula: 'mean (zs − zt)²',
  source: 'Ba and Caruana 2014, arXiv:1312.6184',
  remark:
    'For each sample this is the mean squared distance of the centred logits plus the square of the difference of their means. Softmax sees the first part alone. A teacher of log-probabilities has lost the mean of its logits; that of its log-probabilities is tens of nats below 0 wherever it is sure and says nothing of the classes, yet it would be nearly all of the loss. So such a teacher is centred: the second part then only draws the student’s mean logit to 0, which changes no probability.',
  softens: 'neither',
  usesLabels: false,
  isShiftInvariant: false,
  schema,
  describe: (_, { name }) => `MSE(${name}’s logits, student’s logits)`,
  perSample: (of, _, { teacher, student, classes }) => {
    const difference = named(of, of.subtract(student, teacher), 'difference');
    return meanOfRow(of, of.multiply(difference, difference), classes);
  },
};
