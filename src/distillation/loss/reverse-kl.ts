import * as z from 'zod';
import { divergence } from '../arithmetic/probability';
import { scaleField, softened, weightFields, type DistillationLoss } from './loss';

const schema = z.strictObject({ kind: z.literal('reverse-kl'), ...weightFields(), ...scaleField(true) });

export const reverseKl: DistillationLoss<typeof schema> = {
  name: 'reverse-kl',
  summary: 'The divergence the other way round: the student gives up what it cannot match and keeps to one answer.',
  formula: 'T²·KL(p(zs; T) ‖ p(zt; T))',
  source: 'The case β = 1 of GKD, Agarwal et al. 2024, arXiv:2306.13649',
  softens: 'both',
  usesLabels: false,
  isShiftInvariant: true,
  mergesClasses: true,
  schema,
  describe: (_, { name, teacher, student }) => `KL(student${student} ‖ ${name}${teacher})`,
  perSample: (of, _, inputs) => {
    const { teacher, student } = softened(of, inputs);
    return divergence(of, student, teacher);
  },
};
