import { z } from 'zod';

export const activations = ['relu', 'tanh', 'sigmoid', 'elu'] as const;

/** A model as a config writes it. The output layer has one logit for each class and is added by the preset. */
export const modelSchema = z.strictObject({
  preset: z.literal('mlp').meta({ description: 'The kind of network. `mlp`: dense layers one after another.' }),
  hidden: z
    .array(z.int().positive().max(65536))
    .min(1)
    .max(32)
    .meta({ description: 'The units of each hidden layer, from the input to the output.' }),
  activation: z.enum(activations).default('relu').meta({ description: 'The activation of the hidden layers.' }),
});

export type Architecture = z.output<typeof modelSchema>;
