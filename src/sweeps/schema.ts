import * as z from 'zod';

/** Highest number of points that are listed or drawn. */
export const maxPoints = 10_000;

/** Goals that a sweep can have, each with its better direction. */
export const goalMetrics = {
  'validation.accuracy': 'max',
  'validation.balancedAccuracy': 'max',
  'validation.macroF1': 'max',
  'validation.nll': 'min',
  'validation.calibration': 'min',
} as const satisfies Record<string, 'max' | 'min'>;

export type GoalMetric = keyof typeof goalMetrics;

const metrics = Object.keys(goalMetrics) as [GoalMetric, ...GoalMetric[]];

const count = z.int().positive();

const seedsSchema = z.union([count.max(1000), z.array(z.int().min(0).max(4294967295)).min(1).max(1000)]);

export const methods = ['grid', 'random', 'halton', 'tpe', 'optuna'] as const;

/** `sweep:`: many runs from one config. */
export const sweepSchema = z.strictObject({
  over: z.record(z.string(), z.unknown()).meta({
    description:
      'The settings that vary, by their paths: `temperature.value: [1, 2, 4]`, or a range `{ from, to, steps, log }`. Maps may be nested in place of dots.',
    examples: [{ 'temperature.value': [1, 2, 4, 8] }],
  }),
  seeds: seedsSchema.default(1).meta({
    description:
      'How many seeds each point has, counted from the config’s, or a list of them. The same at every point.',
    examples: [3],
  }),
  teachers: z.enum(['shared', 'each']).default('shared').meta({
    description:
      'Whether all runs learn from the config’s teacher, or each seed from a teacher of its own, trained with that seed. Only then does a verdict speak of teachers in general.',
  }),
  control: z.boolean().default(true).meta({
    description:
      'Whether each seed has a control too: the same student without a teacher, once for all points that share it.',
  }),
  method: z.enum(methods).default('grid').meta({
    description:
      'How points are chosen. `grid`: each combination; `random`: drawn at random; `halton`: spread evenly; `tpe`: near the best ones so far (Bergstra et al. 2011); `optuna`: by the sampler of [Optuna](https://optuna.org), which the chosen Python must have.',
  }),
  budget: z
    .strictObject({
      runs: count
        .max(maxPoints)
        .optional()
        .meta({ description: 'Runs at most, without controls.', examples: [60] }),
      hours: z.number().positive().optional().meta({ description: 'Hours after which no further run is started.' }),
    })
    .prefault({})
    .meta({ description: 'When a sweep ends. A grid that needs more runs than its budget is an error.' }),
  goal: z
    .strictObject({
      metric: z
        .enum(metrics)
        .default('validation.accuracy')
        .meta({ description: 'The result by which points are ranked.' }),
      direction: z
        .enum(['max', 'min'])
        .optional()
        .meta({ description: 'Whether more of it is better, or less; that of the metric when absent.' }),
    })
    .prefault({})
    .meta({ description: 'What a sweep looks for. It is of the validation split: the test split only judges.' }),
  stop: z
    .strictObject({
      kind: z.literal('asha').meta({ description: 'Asynchronous successive halving (Li et al. 2020).' }),
      reduction: z.int().min(2).max(10).default(3).meta({
        description: 'One of this many goes on at each decision.',
      }),
      after: count.max(1000).default(1).meta({ description: 'Epochs before the first decision.' }),
    })
    .optional()
    .meta({ description: 'How runs that do badly are ended early.' }),
  checkpoints: z.enum(['best', 'all']).default('best').meta({
    description:
      'Checkpoints that its finished runs keep. `best`: the best weights, from which all figures follow; `all`: also those with the optimizer’s moments, which make a run several times as large.',
  }),
  then: z
    .strictObject({
      seeds: count.max(1000).default(6).meta({ description: 'Fresh seeds, which chose nothing.' }),
    })
    .optional()
    .meta({
      description:
        'What follows: the best point is run again with fresh seeds and a fresh teacher for each of them, and judged on the test split.',
    }),
});

/** A sweep with its defaults filled in. */
export type SweepOptions = z.output<typeof sweepSchema>;
