import * as z from 'zod';
import { named, parameter } from '../../arithmetic/named';
import { meanOfBatch } from '../../arithmetic/probability';
import { between, short, type TemperatureStrategy } from '../strategy';
import { boundsFrom, temperatureValue } from '../value-schema';

const schema = z.strictObject({
  strategy: z.literal('flsw'),
  base: temperatureValue.default(4).meta({ description: 'The mean temperature of a batch.' }),
  beta: z.number().min(0).max(1000).default(1).meta({ description: 'How far samples move away from the base.' }),
  gamma: z.number().positive().max(100).default(2).meta({ description: 'The exponent of the focal weight.' }),
  bounds: boundsFrom(1, 20),
});

/** Keeps the norm of zero logits from dividing. */
const epsilon = 1e-4;

export const flsw: TemperatureStrategy<typeof schema> = {
  name: 'flsw',
  summary: 'A lower temperature for samples on which the student’s logits point elsewhere than the teacher’s.',
  helps: 'Sharpens the targets of samples not yet learnt. Without bounds it can fall below 0.',
  dependsOn: 'sample',
  formula: 'w = (1 − cos(zs, zt))^gamma; base + (mean(w) − w)·beta',
  source: 'Focal loss style weights of TextBrewer, after arXiv:1911.07471',
  schema,
  isAbsolute: false,
  isShiftInvariant: () => false,
  describe: ({ base, beta, gamma }) => `about ${short(base)} by sample (flsw, β ${short(beta)}, γ ${short(gamma)})`,
  // A cosine lies between −1 and 1, so a weight between 0 and 2^gamma.
  reach: ({ base, beta, gamma }) => between(base - beta * 2 ** gamma, base + beta * 2 ** gamma),
  decide: {
    by: 'sample',
    decidedBy: () => 'student',
    floor: {
      name: "the smallest norm of logits of 'flsw'",
      actsOn: (of, { teacher, student }) => {
        const isSmall = (logits: typeof teacher): typeof teacher =>
          named(
            of,
            of.greater(parameter(of, 'small square', (100 * epsilon) ** 2), of.sumOfRow(of.multiply(logits, logits))),
            'is small',
          );
        return of.maximum(isSmall(teacher), isSmall(of.detach(student)));
      },
    },
    temperaturesOf: (of, { base, beta, gamma }, { teacher, student, weights }) => {
      const unit = (logits: typeof teacher, whose: string): typeof teacher => {
        const square = named(of, of.sumOfRow(of.multiply(logits, logits)), `${whose} square`);
        return named(of, of.divide(logits, of.add(of.sqrt(square), of.constant(epsilon))), `${whose} direction`);
      };
      const product = of.multiply(unit(of.detach(student), 'student'), unit(teacher, 'teacher'));
      const cosine = named(of, of.sumOfRow(product), 'cosine');
      // Rounding may take a cosine above 1, and a fraction's power of a negative number is none.
      const distance = of.maximum(of.subtract(of.constant(1), cosine), of.constant(0));
      const weight = named(of, of.power(distance, parameter(of, 'flsw gamma', gamma)), 'focal weight');
      const mean = named(of, meanOfBatch(of, weights, weight), 'mean focal weight');
      const shift = named(of, of.multiply(of.subtract(mean, weight), parameter(of, 'flsw beta', beta)), 'shift');
      const temperature = of.add(parameter(of, 'base temperature', base), shift);
      return { teacher: temperature, student: temperature };
    },
  },
};
