import * as z from 'zod';

/** Figures of the validation split that a training can wait for. */
export const waitedMetrics = ['accuracy', 'cross-entropy'] as const;

/** Settings of a wait for a better validation. */
export const patienceFields = {
  patience: z.int().positive().max(100000).default(5).meta({
    description: 'Epochs without a better validation after which it acts.',
  }),
  metric: z.enum(waitedMetrics).default('accuracy').meta({
    description:
      'The figure of the validation split that is to improve: the accuracy, or the cross-entropy of the labels.',
  }),
  minDelta: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .meta({ description: 'An improvement is more than this: a share of the examples, or nats.' }),
};

export const earlyStopSchema = z.strictObject(patienceFields);

export type EarlyStop = z.output<typeof earlyStopSchema>;

/** Progress of a wait for a better validation; kept with checkpoints. */
export interface Wait {
  /** The best value so far; absent before a finite one. */
  readonly best?: number;
  /** Epochs since then. */
  readonly epochs: number;
}

/** The wait after one more epoch, whose value of the metric is given. A value that is not finite is no improvement. */
export function waitOn({ best, epochs }: Wait, { metric, minDelta }: Omit<EarlyStop, 'patience'>, value: number): Wait {
  const gain = best === undefined ? Infinity : metric === 'accuracy' ? value - best : best - value;
  if (Number.isFinite(value) && gain > minDelta) return { best: value, epochs: 0 };
  return { ...(best !== undefined && { best }), epochs: epochs + 1 };
}
