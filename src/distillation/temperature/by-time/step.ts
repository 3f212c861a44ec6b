import * as z from 'zod';
import { named, parameter } from '../../arithmetic/named';
import { between, short, type TemperatureStrategy } from '../strategy';
import { optionalBounds, temperatureValue } from '../value-schema';

const schema = z.strictObject({
  strategy: z.literal('step'),
  from: temperatureValue.default(4).meta({ description: 'The temperature until the first milestone.' }),
  gamma: z.number().positive().max(10).default(0.5).meta({ description: 'The factor applied at each milestone.' }),
  milestones: z
    .array(z.number().positive())
    .min(1)
    .meta({ description: 'The epochs, fractions allowed, at which the factor is applied.' }),
  bounds: optionalBounds,
});

export const step: TemperatureStrategy<typeof schema> = {
  name: 'step',
  summary: 'Holds the temperature and multiplies it by a factor at each milestone.',
  helps: 'Follows a learning rate that falls in steps.',
  dependsOn: 'time',
  formula: 'from·gamma^(milestones passed)',
  source: 'Step decay',
  schema,
  isAbsolute: true,
  isShiftInvariant: () => true,
  describe: ({ from, gamma, milestones }) =>
    `from ${short(from)}, ×${short(gamma)} at epochs ${milestones.map(short).join(', ')}`,
  reach: ({ from, gamma, milestones }, { epochs }) =>
    between(from, from * gamma ** milestones.filter((milestone) => milestone < epochs).length),
  decide: {
    by: 'time',
    valueAt: (of, { from, gamma, milestones }, { epoch }) => {
      const one = of.constant(1);
      const isPassed = milestones.map((milestone) => of.subtract(one, of.greater(of.constant(milestone), epoch)));
      const passed = named(
        of,
        isPassed.reduce((count, one) => of.add(count, one)),
        'milestones passed',
      );
      const start = parameter(of, 'temperature from', from);
      return of.multiply(start, of.power(parameter(of, 'temperature factor', gamma), passed));
    },
  },
};
