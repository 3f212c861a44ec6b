import * as z from 'zod';
import { named, parameter } from '../../arithmetic/named';
import { confidence, meanOfBatch } from '../../arithmetic/probability';
import { between, short, type TemperatureStrategy } from '../strategy';
import { boundsFrom, temperatureValue } from '../value-schema';

const schema = z.strictObject({
  strategy: z.literal('cwsm'),
  base: temperatureValue.default(4).meta({ description: 'The mean temperature of a batch.' }),
  beta: z.number().min(0).max(1000).default(1).meta({ description: 'How far samples move away from the base.' }),
  bounds: boundsFrom(1, 20),
});

/** Keeps the quotient finite, as in the reference. */
const epsilon = 1e-3;

export const cwsm: TemperatureStrategy<typeof schema> = {
  name: 'cwsm',
  summary: 'A lower temperature for samples of which the student is unsure.',
  helps: 'Sharpens the targets where the student hesitates. Without bounds it can fall below 0.',
  dependsOn: 'sample',
  formula: 'w = 1/(max p(zs; 1) + 0.001); base + (mean(w) − w)·beta',
  source: 'Confidence weights of TextBrewer, after arXiv:1911.07471',
  schema,
  isAbsolute: false,
  isShiftInvariant: () => true,
  describe: ({ base, beta }) => `about ${short(base)} by sample (cwsm, β ${short(beta)})`,
  // The largest probability lies between 1/classes and 1.
  reach: ({ base, beta }, { classes }) => {
    const span = beta * (1 / (1 / classes + epsilon) - 1 / (1 + epsilon));
    return between(base - span, base + span);
  },
  decide: {
    by: 'sample',
    decidedBy: () => 'student',
    temperaturesOf: (of, { base, beta }, { student, weights }) => {
      const sure = named(of, of.detach(confidence(of, student)), 'student confidence');
      const weight = named(of, of.divide(of.constant(1), of.add(sure, of.constant(epsilon))), 'doubt');
      const mean = named(of, meanOfBatch(of, weights, weight), 'mean doubt');
      const middle = parameter(of, 'base temperature', base);
      const shift = named(of, of.multiply(of.subtract(mean, weight), parameter(of, 'cwsm beta', beta)), 'shift');
      const temperature = of.add(middle, shift);
      return { teacher: temperature, student: temperature };
    },
  },
};
