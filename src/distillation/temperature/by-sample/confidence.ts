import * as z from 'zod';
import { named, parameter } from '../../arithmetic/named';
import { confidence as confidenceOf } from '../../arithmetic/probability';
import { between, short, type TemperatureStrategy } from '../strategy';
import { optionalBounds, temperatureValue } from '../value-schema';

const schema = z.strictObject({
  strategy: z.literal('confidence'),
  of: z.enum(['teacher', 'student']).default('teacher').meta({ description: 'Whose confidence decides.' }),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .default(0.9)
    .meta({ description: 'Above this largest probability a sample counts as confident.' }),
  low: temperatureValue.default(0.5).meta({ description: 'The temperature of confident samples.' }),
  high: temperatureValue.default(2).meta({ description: 'The temperature of the others.' }),
  smooth: z
    .number()
    .positive()
    .max(10000)
    .optional()
    .meta({
      description:
        'The steepness of a smooth passage instead of a jump. Without it the weight T² of a sample jumps at the threshold: by a factor of 16 from 0.5 to 2.',
      examples: [20],
    }),
  bounds: optionalBounds,
});

export const confidence: TemperatureStrategy<typeof schema> = {
  name: 'confidence',
  summary: 'A low temperature for samples of which the network is sure, a high one for the others.',
  helps: 'Softens only where the teacher hesitates, so that clear samples stay clear.',
  dependsOn: 'sample',
  formula: 'low if max p(z; 1) > threshold, else high; or low + (high − low)·σ(−smooth·(max p − threshold))',
  source: 'Confidence-aware temperature; the smooth form removes the jump of its T² weight',
  schema,
  isAbsolute: true,
  isShiftInvariant: () => true,
  describe: ({ of, threshold, low, high, smooth }) =>
    `${short(low)} where the ${of} is surer than ${short(threshold)}, else ${short(high)}${smooth === undefined ? '' : ', smoothly'}`,
  reach: ({ low, high }) => between(low, high),
  decide: {
    by: 'sample',
    decidedBy: ({ of }) => of,
    temperaturesOf: (arithmetic, { of: whose, threshold, low, high, smooth }, inputs) => {
      const sure = arithmetic.detach(confidenceOf(arithmetic, whose === 'teacher' ? inputs.teacher : inputs.student));
      named(arithmetic, sure, `${whose} confidence`);
      const cold = parameter(arithmetic, 'low temperature', low);
      const hot = parameter(arithmetic, 'high temperature', high);
      const limit = parameter(arithmetic, 'confidence threshold', threshold);
      const above = named(arithmetic, arithmetic.subtract(sure, limit), 'excess confidence');
      if (smooth === undefined) {
        const isSure = named(arithmetic, arithmetic.greater(above, arithmetic.constant(0)), 'is confident');
        const temperature = arithmetic.select(isSure, cold, hot);
        return { teacher: temperature, student: temperature };
      }
      const steepness = parameter(arithmetic, 'confidence steepness', -smooth);
      const share = named(arithmetic, arithmetic.sigmoid(arithmetic.multiply(above, steepness)), 'share of high');
      const temperature = arithmetic.add(
        cold,
        arithmetic.multiply(parameter(arithmetic, 'temperature span', high - low), share),
      );
      return { teacher: temperature, student: temperature };
    },
  },
};
