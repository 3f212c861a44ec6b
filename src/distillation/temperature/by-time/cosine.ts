import * as z from 'zod';
import { parameter } from '../../arithmetic/named';
import { between, halfCosine, progressOf, short, type TemperatureStrategy } from '../strategy';
import { optionalBounds, temperatureValue } from '../value-schema';

const schema = z.strictObject({
  strategy: z.literal('cosine'),
  from: temperatureValue.default(4).meta({ description: 'The temperature at the first step.' }),
  to: temperatureValue.default(1).meta({ description: 'The temperature at the last step.' }),
  bounds: optionalBounds,
});

export const cosine: TemperatureStrategy<typeof schema> = {
  name: 'cosine',
  summary: 'Moves along half a cosine wave: slow at both ends, fast between.',
  helps: 'Keeps the soft phase longer than a line and settles gently.',
  dependsOn: 'time',
  formula: 'to + (from − to)·(1 + cos(π·progress))/2',
  source: 'The shape of Loshchilov and Hutter 2017, arXiv:1608.03983, applied to T',
  schema,
  isAbsolute: true,
  isShiftInvariant: () => true,
  describe: ({ from, to }) => `from ${short(from)} to ${short(to)} (cosine)`,
  reach: ({ from, to }) => between(from, to),
  decide: {
    by: 'time',
    valueAt: (of, { from, to }, time) => {
      const [start, end] = [parameter(of, 'temperature from', from), parameter(of, 'temperature to', to)];
      const angle = of.multiply(of.constant(Math.PI), progressOf(of, time));
      return of.add(end, of.multiply(of.subtract(start, end), halfCosine(of, angle)));
    },
  },
};
