import * as z from 'zod';
import { named, parameter } from '../../arithmetic/named';
import { between, short, type TemperatureStrategy } from '../strategy';
import { boundsFrom, temperatureValue } from '../value-schema';

const schema = z.strictObject({
  strategy: z.literal('dtkd'),
  reference: temperatureValue.default(4).meta({ description: 'T, which both temperatures average to.' }),
  dynamic: z
    .number()
    .min(0)
    .max(1000)
    .default(3)
    .meta({ description: 'The weight of the term at the two temperatures.' }),
  plain: z.number().min(0).max(1000).default(1).meta({ description: 'The weight of the usual term at T.' }),
  bounds: boundsFrom(0.5, 40),
});

/** A sum of largest logits nearer to 0 counts as this, which takes the temperatures to their bounds. */
const minSum = 1e-3;

export const dtkd: TemperatureStrategy<typeof schema> = {
  name: 'dtkd',
  summary: 'Splits one temperature between teacher and student by the size of their largest logits.',
  helps: 'Where teacher and student differ in sharpness. Published with hard 1, soft 1, warmup 20.',
  dependsOn: 'sample',
  formula: 'u = max zt, v = max zs: T_t = 2u/(u+v)·T, T_s = 2v/(u+v)·T; dynamic·T_t·T_s·KL + plain·T²·KL at T',
  source: 'Dynamic Temperature Knowledge Distillation, Wei and Bai 2024, arXiv:2404.12711',
  schema,
  isAbsolute: false,
  isShiftInvariant: () => false,
  describe: ({ reference }) => `${short(reference)} on average, shared between both by their largest logits (dtkd)`,
  reach: () => between(-Infinity, Infinity),
  decide: {
    by: 'sample',
    decidedBy: () => 'student',
    hasTwo: true,
    temperaturesOf: (of, { reference }, { teacher, student }) => {
      const u = named(of, of.maximumOfRow(teacher), 'teacher max');
      const v = named(of, of.maximumOfRow(student), 'student max');
      const sum = named(of, of.add(u, v), 'sum of max');
      const least = (): typeof teacher => parameter(of, 'smallest sum', minSum);
      const isSmall = named(of, of.greater(least(), of.abs(sum)), 'is small');
      const twice = parameter(of, 'twice the reference', 2 * reference);
      const share = named(of, of.divide(twice, of.select(isSmall, least(), sum)), 'scale');
      return { teacher: of.multiply(u, share), student: of.multiply(v, share) };
    },
    floor: {
      name: "the smallest sum of logits of 'dtkd'",
      actsOn: (of, { teacher, student }) => {
        const sum = of.add(of.maximumOfRow(teacher), of.maximumOfRow(student));
        return of.greater(parameter(of, 'smallest sum', minSum), of.abs(sum));
      },
    },
    plain: ({ reference, dynamic, plain }) => ({ temperature: reference, weight: plain, sampleWeight: dynamic }),
  },
};
