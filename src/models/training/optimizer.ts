import * as z from 'zod';

export const optimizerNames = ['sgd', 'momentum', 'nesterov', 'adam', 'adamw', 'rmsprop'] as const;

const rate = z.number().min(0).lt(1);

/** Settings of an optimizer in a config. The defaults are PyTorch's. */
export const optimizerSchema = z.strictObject({
  name: z.enum(optimizerNames).default('adam').meta({
    description:
      'The optimizer. `sgd`: plain; `momentum`: Polyak 1964; `nesterov`: Sutskever et al. 2013; `adam`: Kingma and Ba 2015; `adamw`: Loshchilov and Hutter 2019; `rmsprop`: Hinton 2012.',
  }),
  learningRate: z.number().positive().max(10).default(0.001).meta({ description: 'The size of a step.' }),
  momentum: rate.default(0.9).meta({ description: 'What is kept of the last step by `momentum` and `nesterov`.' }),
  beta1: rate.default(0.9).meta({ description: 'How slowly `adam` and `adamw` forget gradients.' }),
  beta2: rate.default(0.999).meta({ description: 'How slowly `adam` and `adamw` forget squared gradients.' }),
  smoothing: rate.default(0.99).meta({ description: 'How slowly `rmsprop` forgets squared gradients.' }),
  epsilon: z
    .number()
    .positive()
    .max(1)
    .default(1e-8)
    .meta({ description: 'Keeps `adam`, `adamw` and `rmsprop` from dividing by zero.' }),
  weightDecay: z.number().min(0).max(1).default(0).meta({
    description: 'L2 decay of all weights: added to the gradient; by `adamw` taken from the weights directly.',
  }),
  clipNorm: z
    .number()
    .positive()
    .optional()
    .meta({ description: 'Scales all gradients together so that their norm is at most this.' }),
  maxNorm: z
    .number()
    .positive()
    .optional()
    .meta({ description: 'Scales the incoming weights of each unit so that their norm is at most this.' }),
});

export type OptimizerSettings = z.output<typeof optimizerSchema>;
