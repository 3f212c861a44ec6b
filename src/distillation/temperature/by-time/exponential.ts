import * as z from 'zod';
import { parameter } from '../../arithmetic/named';
import { between, progressOf, short, type TemperatureStrategy } from '../strategy';
import { optionalBounds, temperatureValue } from '../value-schema';

const schema = z.strictObject({
  strategy: z.literal('exponential'),
  from: temperatureValue.default(4).meta({ description: 'The temperature at the first step.' }),
  to: temperatureValue.default(1).meta({ description: 'The temperature at the last step.' }),
  bounds: optionalBounds,
});

export const exponential: TemperatureStrategy<typeof schema> = {
  name: 'exponential',
  summary: 'Multiplies the temperature by the same factor at every step.',
  helps: 'Falls fast at first: for teachers whose soft targets help only early.',
  dependsOn: 'time',
  formula: 'from·(to/from)^progress',
  source: 'Geometric annealing',
  schema,
  isAbsolute: true,
  isShiftInvariant: () => true,
  describe: ({ from, to }) => `from ${short(from)} to ${short(to)} (exponential)`,
  reach: ({ from, to }) => between(from, to),
  decide: {
    by: 'time',
    valueAt: (of, { from, to }, time) => {
      const [start, end] = [parameter(of, 'temperature from', from), parameter(of, 'temperature to', to)];
      return of.multiply(start, of.power(of.divide(end, start), progressOf(of, time)));
    },
  },
};
