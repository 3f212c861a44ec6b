import * as z from 'zod';
import type { Arithmetic } from '../arithmetic/arithmetic';
import { named } from '../arithmetic/named';
import { divergence, moments } from '../arithmetic/probability';
import { scaleField, softened, weightFields, type DistillationLoss } from './loss';

const schema = z.strictObject({
  kind: z.literal('standardized-kl'),
  ...weightFields({ hard: 0.1, soft: 9 }),
  ...scaleField(false),
});

/** Keeps logits that are all alike from dividing by 0, as in the reference. */
const epsilon = 1e-7;

/** Standard deviations below it are changed by the epsilon by more than a hundredth. */
const minStd = 100 * epsilon;

/** (z − mean)/(1e−7 + std) of each row, unbiased. */
function standardized<Value>(of: Arithmetic<Value>, logits: Value, classes: number, whose: string): Value {
  const { mean, std } = moments(of, logits, classes);
  named(of, std, `${whose} std`);
  const centred = named(of, of.subtract(logits, mean), `${whose} centred`);
  const value = of.divide(centred, of.add(std, of.constant(epsilon)));
  return named(of, value, `${whose} standardized`);
}

export const standardizedKl: DistillationLoss<typeof schema> = {
  name: 'standardized-kl',
  summary: 'KL of logits that are standardised in each sample, so that only their shape counts. Published with T = 2.',
  formula: 'z′ = (z − mean)/(1e−7 + std); KL(p(zt′; T) ‖ p(zs′; T))',
  source: 'Logit Standardization, Sun et al. 2024, arXiv:2403.01427; its gain comes with a soft weight of 9, not 0.9',
  softens: 'both',
  usesLabels: false,
  isShiftInvariant: true,
  schema,
  floor: {
    name: "the smallest standard deviation of 'standardized-kl'",
    actsOn: (of, { teacher, student, classes }) => {
      const isSmall = (logits: typeof teacher): typeof teacher =>
        named(of, of.greater(of.constant(minStd), moments(of, logits, classes).std), 'is flat');
      return of.maximum(isSmall(teacher), isSmall(student));
    },
  },
  describe: (_, { name, teacher, student }) => `KL(standardised ${name}${teacher} ‖ standardised student${student})`,
  perSample: (of, _, inputs) => {
    const { classes } = inputs;
    const { teacher, student } = softened(of, {
      ...inputs,
      teacher: standardized(of, inputs.teacher, classes, 'teacher'),
      student: standardized(of, inputs.student, classes, 'student'),
    });
    return divergence(of, teacher, student);
  },
};
