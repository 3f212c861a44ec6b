import * as z from 'zod';
import { patienceFields } from './patience';

/** A moment of a training. `step` counts from 0; `epoch` is fractional. */
export interface TrainingTime {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly epochs: number;
  /** Times that a plateau has lowered the learning rate before this moment; absent, 0. */
  readonly reductions?: number;
}

const factor = z.number().min(0).max(1);

const constant = z.strictObject({ kind: z.literal('constant').meta({ description: 'The same at every step.' }) });

const cosine = z.strictObject({
  kind: z.literal('cosine').meta({ description: 'Falls along half a cosine wave (Loshchilov and Hutter 2017).' }),
  final: factor.default(0).meta({ description: 'The share of the learning rate that is left at the end.' }),
});

const step = z.strictObject({
  kind: z.literal('step').meta({ description: 'Is multiplied by `gamma` at each milestone.' }),
  milestones: z
    .array(z.number().positive())
    .min(1)
    .max(100)
    .meta({ description: 'The epochs after which the learning rate is multiplied.' }),
  gamma: factor.default(0.1).meta({ description: 'What it is multiplied by.' }),
});

const oneCycle = z.strictObject({
  kind: z.literal('one-cycle').meta({
    description: 'Rises to the learning rate and falls far below where it began (Smith and Topin 2018).',
  }),
  rise: z.number().gt(0).lt(1).default(0.3).meta({ description: 'The share of the steps in which it rises.' }),
  divide: z.number().min(1).max(1e6).default(25).meta({ description: 'It begins at the learning rate / `divide`.' }),
  finalDivide: z
    .number()
    .min(1)
    .max(1e9)
    .default(1e4)
    .meta({ description: 'It ends at its beginning / `finalDivide`.' }),
});

const plateau = z.strictObject({
  kind: z.literal('plateau').meta({
    description: 'Is multiplied by `factor` whenever the validation has got no better for `patience` epochs.',
  }),
  factor: z.number().gt(0).lt(1).default(0.1).meta({ description: 'What it is multiplied by.' }),
  ...patienceFields,
  minimum: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .meta({ description: 'The learning rate below which it does not fall.' }),
});

/** Learning-rate schedule in a config. */
export const scheduleSchema = z.discriminatedUnion('kind', [constant, cosine, step, oneCycle, plateau]);

export type Schedule = z.output<typeof scheduleSchema>;
export type PlateauSchedule = z.output<typeof plateau>;

/**
 * The learning rate at a step. `peak` is the config's learning rate; during the first `warmup` epochs it rises linearly
 * (Goyal et al. 2017, section 2.2).
 */
export function learningRateAt(schedule: Schedule, peak: number, warmup: number, time: TrainingTime): number {
  const warmupSteps = (warmup * time.steps) / time.epochs;
  const rising = warmupSteps > 0 ? Math.min(1, (time.step + 1) / warmupSteps) : 1;
  return peak * rising * factorAt(schedule, peak, time);
}

function factorAt(schedule: Schedule, peak: number, time: TrainingTime): number {
  const progress = Math.min(Math.max(time.step / Math.max(time.steps - 1, 1), 0), 1);
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'cosine':
      return between(1, schedule.final, progress);
    case 'step':
      return schedule.gamma ** schedule.milestones.filter((milestone) => milestone <= time.epoch).length;
    case 'one-cycle':
      return oneCycleAt(schedule, time);
    case 'plateau':
      return Math.min(1, Math.max(schedule.factor ** (time.reductions ?? 0), schedule.minimum / peak));
  }
}

/** The phases end where PyTorch's OneCycleLR ends them: at rise·steps − 1 and at steps − 1. */
function oneCycleAt(
  { rise, divide, finalDivide }: z.output<typeof oneCycle>,
  { step: at, steps }: TrainingTime,
): number {
  const start = 1 / divide;
  const top = rise * steps - 1;
  if (at <= top) return between(start, 1, at / top);
  return between(1, start / finalDivide, Math.min((at - top) / Math.max(steps - 1 - top, 1), 1));
}

/** From `from` to `to` along half a cosine wave. */
function between(from: number, to: number, progress: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * progress))) / 2;
}
