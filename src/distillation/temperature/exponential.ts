import { z } from 'zod';
import { progressOf, type TemperatureStrategy } from './strategy';
import { temperatureValue } from './value-schema';

const schema = z.strictObject({
  strategy: z.literal('exponential'),
  from: temperatureValue.default(4).meta({ description: 'The temperature at the first step.' }),
  to: temperatureValue.default(1).meta({ description: 'The temperature at the last step.' }),
});

export const exponential: TemperatureStrategy<typeof schema> = {
  name: 'exponential',
  summary: 'Multiplies the temperature by the same factor at every step.',
  helps: 'Falls fast at first: for teachers whose soft targets help only early.',
  dependsOn: 'time',
  formula: 'from·(to/from)^progress',
  source: 'Geometric annealing',
  schema,
  valueAt: ({ from, to }, time) => from * (to / from) ** progressOf(time),
};
