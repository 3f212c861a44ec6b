import * as z from 'zod';
import { parameter } from '../arithmetic/named';
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
      of.add(
        parameter(of, 'temperature low', low),
        of.multiply(parameter(of, 'temperature range', range), of.sigmoid(theta)),
      ),
    gradientFactor: (of, { reversal, rampEpochs }, { epoch }) => {
      const one = of.constant(1);
      if (!reversal) return one;
      const share =
        rampEpochs === 0 ? one : of.minimum(of.divide(epoch, parameter(of, 'ramp epochs', rampEpochs)), one);
      const wave = of.subtract(of.cos(of.multiply(of.constant(Math.PI), share)), one);
      return of.divide(wave, of.constant(2));
    },
    hasWeightDecay: ({ weightDecay }) => weightDecay,
  },
};
