import * as z from 'zod';
import { parameter } from '../../arithmetic/named';
import { between, short, type TemperatureStrategy } from '../strategy';
import { temperatureValue } from '../value-schema';

const schema = z.strictObject({
  strategy: z.literal('constant'),
  value: temperatureValue.default(4).meta({ description: 'The temperature T. 1 leaves the outputs as they are.' }),
});

export const constant: TemperatureStrategy<typeof schema> = {
  name: 'constant',
  summary: 'The same temperature at every step.',
  helps: 'The baseline that every schedule should be compared with.',
  dependsOn: 'time',
  formula: 'T',
  source: 'Hinton, Vinyals, Dean 2015, arXiv:1503.02531',
  schema,
  isAbsolute: true,
  isShiftInvariant: () => true,
  describe: ({ value }) => short(value),
  reach: ({ value }) => between(value, value),
  decide: { by: 'time', valueAt: (of, { value }) => parameter(of, 'temperature', value) },
};
