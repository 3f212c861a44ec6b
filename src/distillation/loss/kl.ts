import * as z from 'zod';
import { divergence } from '../arithmetic/probability';
import { scaleField, softened, weightFields, type DistillationLoss } from './loss';

const schema = z.strictObject({ kind: z.literal('kl'), ...weightFields(), ...scaleField(true) });

export const kl: DistillationLoss<typeof schema> = {
  name: 'kl',
  summary: 'The divergence of the student’s softened probabilities from the teacher’s.',
  formula: 'T²·KL(p(zt; T) ‖ p(zs; T))',
  source: 'Hinton, Vinyals, Dean 2015, arXiv:1503.02531',
  softens: 'both',
  usesLabels: false,
  isShiftInvariant: true,
  mergesClasses: true,
  schema,
  describe: (_, { name, teacher, student }) => `KL(${name}${teacher} ‖ student${student})`,
  perSample: (of, _, inputs) => {
    const { teacher, student } = softened(of, inputs);
    return divergence(of, teacher, student);
  },
};
