import { z } from 'zod';

export const activations = ['relu', 'tanh', 'sigmoid', 'elu'] as const;

/** Srivastava et al. 2014. */
const dropoutRate = z.number().min(0).max(0.95).default(0);

/** A model as a config writes it. The output layer has one logit for each class and is added by the preset. */
export const modelSchema = z.strictObject({
  preset: z.literal('mlp').meta({ description: 'The kind of network. `mlp`: dense layers one after another.' }),
  hidden: z
    .array(z.int().positive().max(65536))
    .min(1)
    .max(32)
    .meta({ description: 'The units of each hidden layer, from the input to the output.' }),
  activation: z.enum(activations).default('relu').meta({ description: 'The activation of the hidden layers.' }),
  dropout: dropoutRate.meta({ description: 'The share of hidden units that each training step leaves out.' }),
  inputDropout: dropoutRate.meta({ description: 'The share of inputs that each training step leaves out.' }),
});

export type Architecture = z.output<typeof modelSchema>;
