import * as z from 'zod';
import type { TimeArithmetic } from '../../arithmetic/arithmetic';
import { named, parameter } from '../../arithmetic/named';
import { between, short, type Moment, type TemperatureStrategy } from '../strategy';

const schema = z.strictObject({
  strategy: z.literal('annealing-kd'),
  maximum: z
    .int()
    .min(2)
    .max(1000)
    .default(7)
    .meta({ role: 'temperature', description: 'τmax, the temperature of the first stage and the number of stages.' }),
  regression: z
    .number()
    .gt(0)
    .max(1)
    .default(0.7)
    .meta({ description: 'The share of the run that imitates the teacher; the rest learns from the labels alone.' }),
});

/** Of the regression's steps, the share behind `time`; 1 and more in the phase of labels. */
function shareOf<Value>(of: TimeArithmetic<Value>, regression: number, { step, steps }: Moment<Value>): Value {
  const share = of.divide(step, of.multiply(steps, parameter(of, 'regression share', regression)));
  return named(of, share, 'share of the regression');
}

export const annealingKd: TemperatureStrategy<typeof schema> = {
  name: 'annealing-kd',
  summary:
    'Goes from τmax to 1 in equal stages while the student regresses on a growing share of the teacher’s logits; then only labels count.',
  helps: 'Lets a small student follow a large teacher in steps. Wants the loss mse.',
  dependsOn: 'time',
  formula: 'T = τmax, τmax − 1, …, 1; MSE(zs, (1 − (T − 1)/τmax)·zt), then CE alone',
  source: 'Jafari et al. 2021, arXiv:2104.07163',
  schema,
  isAbsolute: true,
  isShiftInvariant: () => true,
  describe: ({ maximum, regression }) =>
    `from ${maximum} to 1 in ${maximum} stages over ${short(regression * 100)} % of the run, then labels alone (annealing-kd)`,
  reach: ({ maximum }) => between(1, maximum),
  decide: {
    by: 'time',
    valueAt: (of, { maximum, regression }, time) => {
      const highest = parameter(of, 'highest temperature', maximum);
      const stages = of.multiply(shareOf(of, regression, time), highest);
      const stage = named(of, of.floor(of.add(stages, of.constant(1e-9))), 'stage');
      return of.maximum(of.subtract(highest, stage), of.constant(1));
    },
    weightsAt: (of, { regression }, time) => {
      const [none, all] = [of.constant(0), of.constant(1)];
      const isRegression = of.greater(all, shareOf(of, regression, time));
      return { hard: of.select(isRegression, none, all), soft: of.select(isRegression, all, none) };
    },
    describeFactor: ({ maximum }) => `(1−(T−1)/${maximum})`,
    teacherFactor: (of, { maximum }, temperature) => {
      const one = of.constant(1);
      const above = of.subtract(temperature, one);
      return of.subtract(one, of.divide(above, parameter(of, 'highest temperature', maximum)));
    },
  },
};
