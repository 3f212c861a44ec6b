import * as z from 'zod';
import { named, parameter } from '../../arithmetic/named';
import { moments } from '../../arithmetic/probability';
import { between, short, type TemperatureStrategy } from '../strategy';
import { boundsFrom } from '../value-schema';

const schema = z.strictObject({
  strategy: z.literal('std'),
  k: z.number().positive().max(1000).default(2).meta({ description: 'The temperature in standard deviations.' }),
  bounds: boundsFrom(0.01, 1000),
});

export const std: TemperatureStrategy<typeof schema> = {
  name: 'std',
  summary:
    'The temperature of each sample is a multiple of its logits’ standard deviation, apart for teacher and student.',
  helps: 'Makes samples with small and with large logits equally soft (NormKD).',
  dependsOn: 'sample',
  formula: 'T_t = k·std(zt), T_s = k·std(zs), unbiased; the weight is T_t²',
  source: 'NormKD, Chi et al. 2023, arXiv:2308.00520',
  schema,
  isAbsolute: false,
  isShiftInvariant: () => true,
  describe: ({ k }) => `${short(k)} standard deviations of each sample’s logits (std)`,
  reach: () => between(0, Infinity),
  decide: {
    by: 'sample',
    decidedBy: () => 'teacher',
    hasTwo: true,
    weighedBy: 'teacher',
    temperaturesOf: (of, { k }, { teacher, student, classes }) => {
      const scaled = (logits: typeof teacher, name: string): typeof teacher =>
        of.multiply(named(of, moments(of, logits, classes).std, name), parameter(of, 'deviations', k));
      const ofTeacher = scaled(teacher, 'teacher std');
      const ofStudent = scaled(student, 'student std');
      return { teacher: ofTeacher, student: ofStudent };
    },
  },
};
