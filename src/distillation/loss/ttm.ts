import * as z from 'zod';
import { divergence } from '../arithmetic/probability';
import { scaleField, softened, weightFields, type DistillationLoss } from './loss';

const schema = z.strictObject({ kind: z.literal('ttm'), ...weightFields({ hard: 1, soft: 1 }), ...scaleField(false) });

export const ttm: DistillationLoss<typeof schema> = {
  name: 'ttm',
  summary: 'Only the teacher is softened; the student answers at T = 1.',
  formula: 'KL(p(zt; T) ‖ p(zs; 1))',
  source: 'Transformed Teacher Matching, Zheng and Yang 2024, arXiv:2402.11148',
  softens: 'teacher',
  usesLabels: false,
  isShiftInvariant: true,
  schema,
  describe: (_, { name, teacher }) => `KL(${name}${teacher} ‖ student at T=1)`,
  perSample: (of, _, inputs) => {
    const { teacher, student } = softened(of, { ...inputs, studentTemperature: of.constant(1) });
    return divergence(of, teacher, student);
  },
};
