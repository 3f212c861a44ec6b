import * as z from 'zod';
import { between, short, type TemperatureStrategy, type TimePoint } from './strategy';

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
function shareOf(regression: number, { step, steps }: TimePoint): number {
  return step / (steps * regression);
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
    valueAt: ({ maximum, regression }, time) =>
      Math.max(maximum - Math.floor(shareOf(regression, time) * maximum + 1e-9), 1),
    weightsAt: ({ regression }, time) => (shareOf(regression, time) < 1 ? { hard: 0, soft: 1 } : { hard: 1, soft: 0 }),
    describeFactor: ({ maximum }) => `(1−(T−1)/${maximum})`,
    teacherFactor: ({ maximum }, temperature) => 1 - (temperature - 1) / maximum,
  },
};
