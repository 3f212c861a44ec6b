import * as z from 'zod';
import type { Arithmetic } from '../arithmetic/arithmetic';
import { scaleField, softened, weightFields, type DistillationLoss } from './loss';

const factor = z.number().min(0).max(1000);

const schema = z.strictObject({
  kind: z.literal('dist'),
  ...weightFields({ hard: 1, soft: 1 }),
  ...scaleField(true),
  beta: factor.default(1).meta({ description: 'The weight of the correlation over the classes of each sample.' }),
  gamma: factor.default(1).meta({ description: 'The weight of the correlation over the samples of each class.' }),
});

const epsilon = 1e-8;
/** Below this a sum of squares counts as none, so that the root's gradient stays finite. */
const minSquare = 1e-30;

/** Products of norms below it are changed by the epsilon by more than a hundredth. */
const minProduct = 100 * epsilon;

/** Pearson's correlation along one axis, by the sums of `sum`; both are centred already. */
function correlation<Value>(of: Arithmetic<Value>, one: Value, other: Value, sum: (value: Value) => Value): Value {
  const norm = (value: Value): Value => of.sqrt(of.maximum(sum(of.multiply(value, value)), of.constant(minSquare)));
  const product = of.add(of.multiply(norm(one), norm(other)), of.constant(epsilon));
  return of.divide(sum(of.multiply(one, other)), product);
}

export const dist: DistillationLoss<typeof schema> = {
  name: 'dist',
  summary: 'Asks only for the same relations: the correlation of probabilities within a sample and within a class.',
  formula: 'T²·(β·mean over samples (1 − Pearson) + γ·mean over classes (1 − Pearson))',
  source: 'DIST, Huang et al. 2022, arXiv:2205.10536',
  softens: 'both',
  usesLabels: false,
  isShiftInvariant: true,
  comparesSamples: true,
  schema,
  floor: {
    name: "the smallest spread of 'dist'",
    actsOn: (of, inputs) => {
      const { teacher, student } = softened(of, inputs);
      const squares = (logs: typeof teacher): typeof teacher => {
        const probabilities = of.exp(logs);
        const mean = of.multiply(of.sumOfRow(probabilities), of.constant(1 / inputs.classes));
        const centred = of.subtract(probabilities, mean);
        return of.sumOfRow(of.multiply(centred, centred));
      };
      const product = of.multiply(squares(teacher), squares(student));
      return of.greater(of.constant(minProduct ** 2), product);
    },
  },
  describe: ({ beta, gamma }, { name, teacher, student }) =>
    `(${beta}·(1−ρ over classes) + ${gamma}·(1−ρ over samples))(${name}${teacher}, student${student})`,
  perSample: (of, { beta, gamma }, inputs) => {
    const { weights, classes } = inputs;
    const logs = softened(of, inputs);
    const [teacher, student] = [of.exp(logs.teacher), of.exp(logs.student)];
    const inRow = (value: typeof teacher): typeof teacher =>
      of.subtract(value, of.multiply(of.sumOfRow(value), of.constant(1 / classes)));
    const rows = correlation(of, inRow(student), inRow(teacher), (value) => of.sumOfRow(value));
    // Rows of padding have a weight of 0 and take no part.
    const isReal = of.greater(weights, of.constant(0));
    const inColumn = (value: typeof teacher): typeof teacher =>
      of.multiply(isReal, of.subtract(value, of.sumOfColumn(of.multiply(weights, value))));
    const columns = correlation(of, inColumn(student), inColumn(teacher), (value) => of.sumOfColumn(value));
    const within = (value: typeof teacher, share: number): typeof teacher =>
      of.multiply(of.subtract(of.constant(1), value), of.constant(share));
    const ofClasses = of.multiply(of.sumOfRow(within(columns, gamma)), of.constant(1 / classes));
    return of.add(within(rows, beta), ofClasses);
  },
};
