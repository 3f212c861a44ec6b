import * as z from 'zod';
import { named } from '../../arithmetic/named';
import { between, short, type TemperatureStrategy } from '../strategy';
import { optionalBounds, temperatureValue } from '../value-schema';

const schema = z.strictObject({
  strategy: z.literal('class-frequency'),
  base: temperatureValue.default(4).meta({ description: 'The temperature of the most frequent class (tail-higher).' }),
  k: z.number().min(0).max(100).default(0.1).meta({ description: 'How strongly the frequency counts.' }),
  direction: z
    .enum(['tail-higher', 'head-higher'])
    .default('tail-higher')
    .meta({ description: 'Which classes get the higher temperature: the rare ones or the frequent ones.' }),
  bounds: optionalBounds,
});

/** The temperature of each class from its number of training examples; a class without examples counts as one. */
export function classTemperatures(
  { base, k, direction }: z.output<typeof schema>,
  classCounts: readonly number[],
): number[] {
  const most = Math.max(...classCounts, 1);
  return classCounts.map((count) => {
    const frequency = Math.max(count, 1);
    return base * (1 + k * Math.log(direction === 'tail-higher' ? most / frequency : frequency));
  });
}

export const classFrequency: TemperatureStrategy<typeof schema> = {
  name: 'class-frequency',
  summary: 'Each sample has the temperature of its class, by how often the class occurs in the training data.',
  helps: 'On long-tailed data: softer targets for classes with few examples.',
  dependsOn: 'class',
  formula: 'base·(1 + k·ln(N_max/N_c)); for head-higher base·(1 + k·ln N_c)',
  source: 'Frequency-aware temperature; descriptions and code of it disagree on the direction, so it is a choice here',
  schema,
  isAbsolute: true,
  isShiftInvariant: () => true,
  describe: ({ base, k, direction }) => `from ${short(base)} by class frequency, k ${short(k)} (${direction})`,
  reach: (parameters, { classCounts }) => {
    const values = classTemperatures(parameters, classCounts);
    return between(Math.min(...values), Math.max(...values));
  },
  decide: {
    by: 'sample',
    decidedBy: () => 'class',
    temperaturesOf: (of, parameters, { labels, classCounts }) => {
      const byClass = named(of, of.row(classTemperatures(parameters, classCounts)), 'temperatures');
      const temperature = named(of, of.sumOfRow(of.multiply(labels, byClass)), 'label temperature');
      // A row of padding has no class; its temperature of 0 must not divide.
      const ofPadding = named(of, of.subtract(of.constant(1), of.sumOfRow(labels)), 'has no label');
      const safe = of.add(temperature, ofPadding);
      return { teacher: safe, student: safe };
    },
  },
};
