import * as z from 'zod';
import { between, short, type TemperatureStrategy } from './strategy';
import { optionalBounds, temperatureValue } from './value-schema';

const schema = z.strictObject({
  strategy: z.literal('learned'),
  low: temperatureValue.default(1).meta({ description: 'The lowest temperature that can be learnt.' }),
  range: temperatureValue.default(20).meta({ description: 'The highest is low + range.' }),
  start: z
    .number()
    .min(-20)
    .max(20)
    .default(1)
    .meta({ description: 'θ at the first step: T starts at low + range·σ(θ).' }),
  reversal: z.boolean().default(true).meta({
    description: 'θ climbs where the student descends (CTKD), so that the task gets harder; else θ descends too.',
  }),
  rampEpochs: z
    .number()
    .min(0)
    .max(100000)
    .default(10)
    .meta({ description: 'Epochs in which the reversed gradient grows from 0 to its full size, along a cosine.' }),
  weightDecay: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether the optimizer’s weight decay acts on θ; it would pull θ to 0.' }),
  bounds: optionalBounds,
});

export const learned: TemperatureStrategy<typeof schema> = {
  name: 'learned',
  summary: 'One temperature that is trained together with the student.',
  helps: 'As a curriculum: the temperature makes the task harder while the student learns (CTKD).',
  dependsOn: 'learnt',
  formula:
    'T = low + range·σ(θ); θ’s gradient × λ, λ = (cos(π·min(epoch/rampEpochs, 1)) − 1)/2 where it is reversed, else 1',
  source: 'Curriculum Temperature, Li et al. 2023, arXiv:2211.16231',
  schema,
  isAbsolute: false,
  isShiftInvariant: () => true,
  describe: ({ low, range, reversal }) =>
    `learnt between ${short(low)} and ${short(low + range)}${reversal ? ', by gradient reversal' : ''}`,
  reach: ({ low, range }) => between(low, low + range),
  decide: {
    by: 'learning',
    initial: ({ start }) => start,
    temperatureOf: (of, { low, range }, theta) =>
      of.add(of.constant(low), of.multiply(of.constant(range), of.sigmoid(theta))),
    gradientFactor: ({ reversal, rampEpochs }, { epoch }) => {
      if (!reversal) return 1;
      const share = rampEpochs === 0 ? 1 : Math.min(epoch / rampEpochs, 1);
      return (Math.cos(Math.PI * share) - 1) / 2;
    },
    hasWeightDecay: ({ weightDecay }) => weightDecay,
  },
};
