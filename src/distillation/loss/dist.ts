import * as z from 'zod';
import type { Arithmetic } from '../arithmetic/arithmetic';
import { named, parameter } from '../arithmetic/named';
import { meanOfRow } from '../arithmetic/probability';
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
function correlation<Value>(
  of: Arithmetic<Value>,
  one: Value,
  other: Value,
  { per, sum }: { readonly per: string; readonly sum: (value: Value) => Value },
): Value {
  const norm = (value: Value, whose: string): Value => {
    const square = named(of, sum(of.multiply(value, value)), `${whose} square per ${per}`);
    return named(of, of.sqrt(of.maximum(square, of.constant(minSquare))), `${whose} norm per ${per}`);
  };
  const norms = named(
    of,
    of.add(of.multiply(norm(one, 'student'), norm(other, 'teacher')), of.constant(epsilon)),
    `norms per ${per}`,
  );
  const product = named(of, sum(named(of, of.multiply(one, other), 'products')), `covariance per ${per}`);
  return named(of, of.divide(product, norms), `correlation per ${per}`);
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
        const centred = of.subtract(probabilities, meanOfRow(of, probabilities, inputs.classes));
        return of.sumOfRow(of.multiply(centred, centred));
      };
      const product = of.multiply(squares(teacher), squares(student));
      return named(of, of.greater(of.constant(minProduct ** 2), product), 'is flat');
    },
  },
  describe: ({ beta, gamma }, { name, teacher, student }) =>
    `(${beta}·(1−ρ over classes) + ${gamma}·(1−ρ over samples))(${name}${teacher}, student${student})`,
  perSample: (of, { beta, gamma }, inputs) => {
    const { weights, classes } = inputs;
    const logs = softened(of, inputs);
    const [teacher, student] = [of.exp(logs.teacher), of.exp(logs.student)];
    named(of, teacher, 'teacher probs');
    named(of, student, 'student probs');
    const inRow = (value: typeof teacher, whose: string): typeof teacher =>
      named(of, of.subtract(value, meanOfRow(of, value, classes)), `${whose} in row`);
    const ofRows = { per: 'row', sum: (value: typeof teacher) => of.sumOfRow(value) };
    const rows = correlation(of, inRow(student, 'student'), inRow(teacher, 'teacher'), ofRows);
    // Rows of padding have a weight of 0 and take no part.
    const isReal = named(of, of.greater(weights, of.constant(0)), 'counts');
    const inColumn = (value: typeof teacher, whose: string): typeof teacher => {
      const mean = named(of, of.sumOfColumn(of.multiply(weights, value)), `mean ${whose} probs`);
      const centred = of.subtract(value, mean);
      return named(of, of.multiply(isReal, centred), `${whose} in column`);
    };
    const ofColumns = { per: 'class', sum: (value: typeof teacher) => of.sumOfColumn(value) };
    const columns = correlation(of, inColumn(student, 'student'), inColumn(teacher, 'teacher'), ofColumns);
    const within = (value: typeof teacher, name: string, share: number): typeof teacher =>
      named(of, of.multiply(of.subtract(of.constant(1), value), parameter(of, name, share)), 'lack of correlation');
    const ofClasses = named(of, meanOfRow(of, within(columns, 'dist gamma', gamma), classes), 'loss of classes');
    return of.add(within(rows, 'dist beta', beta), ofClasses);
  },
};
