import * as z from 'zod';
import { parameter } from '../../arithmetic/named';
import { between, halfCosine, short, type TemperatureStrategy } from '../strategy';
import { optionalBounds, temperatureValue } from '../value-schema';

const schema = z.strictObject({
  strategy: z.literal('cyclic'),
  from: temperatureValue.default(4).meta({ description: 'The temperature at the start of each cycle.' }),
  to: temperatureValue.default(1).meta({ description: 'The temperature that each cycle falls to.' }),
  period: z.number().positive().max(100000).default(5).meta({ description: 'Epochs in one cycle, fractions allowed.' }),
  bounds: optionalBounds,
});

export const cyclic: TemperatureStrategy<typeof schema> = {
  name: 'cyclic',
  summary: 'Falls along half a cosine wave and starts again at the top after each period.',
  helps: 'Shows soft targets again after hard ones; goes with a learning rate that restarts.',
  dependsOn: 'time',
  formula: 'to + (from − to)·(1 + cos(π·(epoch mod period)/period))/2',
  source: 'The warm restarts of Loshchilov and Hutter 2017, arXiv:1608.03983, applied to T',
  schema,
  isAbsolute: true,
  isShiftInvariant: () => true,
  describe: ({ from, to, period }) => `from ${short(from)} to ${short(to)} every ${short(period)} epochs (cyclic)`,
  reach: ({ from, to }) => between(from, to),
  decide: {
    by: 'time',
    valueAt: (of, { from, to, period }, { epoch }) => {
      const [start, end] = [parameter(of, 'temperature from', from), parameter(of, 'temperature to', to)];
      const cycle = parameter(of, 'cycle epochs', period);
      const angle = of.divide(of.multiply(of.constant(Math.PI), of.remainder(epoch, cycle)), cycle);
      return of.add(end, of.multiply(of.subtract(start, end), halfCosine(of, angle)));
    },
  },
};
