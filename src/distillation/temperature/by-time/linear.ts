import * as z from 'zod';
import { parameter } from '../../arithmetic/named';
import { between, progressOf, short, type TemperatureStrategy } from '../strategy';
import { optionalBounds, temperatureValue } from '../value-schema';

const schema = z.strictObject({
  strategy: z.literal('linear'),
  from: temperatureValue.default(4).meta({ description: 'The temperature at the first step.' }),
  to: temperatureValue.default(1).meta({ description: 'The temperature at the last step.' }),
  bounds: optionalBounds,
});

export const linear: TemperatureStrategy<typeof schema> = {
  name: 'linear',
  summary: 'Moves in a straight line from one temperature to another.',
  helps: 'Soft targets early, nearly hard targets at the end.',
  dependsOn: 'time',
  formula: 'from + (to − from)·progress',
  source: 'Linear annealing; progress is counted in steps so that the last step reaches the end value',
  schema,
  isAbsolute: true,
  isShiftInvariant: () => true,
  describe: ({ from, to }) => `from ${short(from)} to ${short(to)} (linear)`,
  reach: ({ from, to }) => between(from, to),
  decide: {
    by: 'time',
    valueAt: (of, { from, to }, time) => {
      const [start, end] = [parameter(of, 'temperature from', from), parameter(of, 'temperature to', to)];
      return of.add(start, of.multiply(of.subtract(end, start), progressOf(of, time)));
    },
  },
};
