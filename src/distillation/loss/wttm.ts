import * as z from 'zod';
import { named } from '../arithmetic/named';
import { divergence } from '../arithmetic/probability';
import { scaleField, softened, weightFields, type DistillationLoss } from './loss';

const schema = z.strictObject({ kind: z.literal('wttm'), ...weightFields({ hard: 1, soft: 1 }), ...scaleField(false) });

export const wttm: DistillationLoss<typeof schema> = {
  name: 'wttm',
  summary: 'Only the teacher is softened, and samples on which it is less sure count more.',
  formula: 'U·KL(p(zt; T) ‖ p(zs; 1)), U = Σ p(zt; 1)^(1/T)',
  source: 'Weighted Transformed Teacher Matching, Zheng and Yang 2024, arXiv:2402.11148',
  softens: 'teacher',
  usesLabels: false,
  isShiftInvariant: true,
  schema,
  describe: (_, { name, teacher }) => `U·KL(${name}${teacher} ‖ student at T=1), U=Σp(${name})^(1/T)`,
  perSample: (of, _, inputs) => {
    const { teacher, student } = softened(of, { ...inputs, studentTemperature: of.constant(1) });
    const logs = named(of, of.logSoftmax(inputs.teacher), 'teacher log probs at one');
    const powers = named(of, of.exp(of.divide(logs, inputs.teacherTemperature)), 'teacher powers');
    const power = named(of, of.sumOfRow(powers), 'power sum');
    return of.multiply(power, named(of, divergence(of, teacher, student), 'divergence'));
  },
};
