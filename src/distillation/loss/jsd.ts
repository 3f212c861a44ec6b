import * as z from 'zod';
import { named, parameter } from '../arithmetic/named';
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
  mergesClasses: true,
  schema,
  describe: ({ beta }, { name, teacher, student }) => `JSD(${name}${teacher} ‖ student${student}, β=${beta})`,
  perSample: (of, { beta }, inputs) => {
    const { teacher, student } = softened(of, inputs);
    if (beta === 0) return divergence(of, teacher, student);
    if (beta === 1) return divergence(of, student, teacher);
    const scaled = (logP: typeof teacher, name: string, share: number): typeof teacher =>
      of.add(logP, parameter(of, name, Math.log(share)));
    const [logOfStudent, logOfTeacher] = [
      scaled(student, 'log student share', 1 - beta),
      scaled(teacher, 'log teacher share', beta),
    ];
    const mixture = named(of, logAddExp(of, logOfStudent, logOfTeacher), 'mixture log probs');
    return of.add(
      of.multiply(named(of, divergence(of, teacher, mixture), 'kl of teacher'), parameter(of, 'teacher share', beta)),
      of.multiply(
        named(of, divergence(of, student, mixture), 'kl of student'),
        parameter(of, 'student share', 1 - beta),
      ),
    );
  },
};
