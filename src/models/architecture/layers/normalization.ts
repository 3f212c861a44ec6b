import * as z from 'zod';
import { sizeOf, type LayerDefinition } from '../layer';

const epsilon = z.number().positive().max(1).default(0.001).meta({ description: 'Added to the variance.' });

const batchSchema = z.strictObject({
  type: z.literal('batchNorm').meta({
    description:
      'Normalises each channel over the batch; uses moving averages outside training (Ioffe and Szegedy 2015).',
  }),
  momentum: z.number().min(0).lt(1).default(0.9).meta({ description: 'What a moving average keeps at each step.' }),
  epsilon,
});

const layerSchema = z.strictObject({
  type: z.literal('layerNorm').meta({
    description: 'Normalises over the last axis of each example (Ba et al. 2016).',
  }),
  epsilon,
});

const lastOf = (shape: readonly number[]): number => shape.at(-1) ?? 0;
const operationsEach = 8;

export const batchNorm: LayerDefinition<typeof batchSchema> = {
  type: 'batchNorm',
  schema: batchSchema,
  outputShape: (_, input) => input,
  parameters: (_, input) => 2 * lastOf(input),
  operations: (_, input) => 2 * sizeOf(input),
};

export const layerNorm: LayerDefinition<typeof layerSchema> = {
  type: 'layerNorm',
  schema: layerSchema,
  outputShape: (_, input) => input,
  parameters: (_, input) => 2 * lastOf(input),
  operations: (_, input) => operationsEach * sizeOf(input),
};
