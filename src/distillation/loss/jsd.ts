import * as z from 'zod';
import { divergence, logAddExp } from '../arithmetic/probability';
import { scaleField, softened, weightFields, type DistillationLoss } from './loss';

const schema = z.strictObject({
  kind: z.literal('jsd'),
  ...weightFields(),
  ...scaleField(true),
  beta: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .meta({ description: 'Between KL(teacher ‖ student) at 0 and KL(student ‖ teacher) at 1.' }),
});

export const jsd: DistillationLoss<typeof schema> = {
  name: 'jsd',
  summary: 'The generalised Jensen–Shannon divergence: both networks against their mixture.',
  formula: 'M = (1 − β)·s + β·t; T²·(β·KL(t ‖ M) + (1 − β)·KL(s ‖ M)); β 0: KL(t ‖ s), β 1: KL(s ‖ t)',
  source: 'GKD, Agarwal et al. 2024, arXiv:2306.13649',
  softens: 'both',
  usesLabels: false,
  isShiftInvariant: true,
  schema,
  describe: ({ beta }, { name, teacher, student }) => `JSD(${name}${teacher} ‖ student${student}, β=${beta})`,
  perSample: (of, { beta }, inputs) => {
    const { teacher, student } = softened(of, inputs);
    if (beta === 0) return divergence(of, teacher, student);
    if (beta === 1) return divergence(of, student, teacher);
    const scaled = (logP: typeof teacher, share: number): typeof teacher => of.add(logP, of.constant(Math.log(share)));
    const mixture = logAddExp(of, scaled(student, 1 - beta), scaled(teacher, beta));
    return of.add(
      of.multiply(divergence(of, teacher, mixture), of.constant(beta)),
      of.multiply(divergence(of, student, mixture), of.constant(1 - beta)),
    );
  },
};
