import { z } from 'zod';
import { progressOf, type TemperatureStrategy } from './strategy';
import { temperatureValue } from './value-schema';

const schema = z.strictObject({
  strategy: z.literal('linear'),
  from: temperatureValue.default(4).meta({ description: 'The temperature at the first step.' }),
  to: temperatureValue.default(1).meta({ description: 'The temperature at the last step.' }),
});

export const linear: TemperatureStrategy<typeof schema> = {
  name: 'linear',
  summary: 'Moves in a straight line from one temperature to another.',
  helps: 'Soft targets early, nearly hard targets at the end.',
  dependsOn: 'time',
  formula: 'from + (to − from)·progress',
  source: 'Linear annealing; progress is counted in steps so that the last step reaches the end value',
  schema,
  valueAt: ({ from, to }, time) => from + (to - from) * progressOf(time),
};
