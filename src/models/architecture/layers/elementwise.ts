import * as z from 'zod';
import { activations, dropoutRate } from '../fields';
import { sizeOf, type LayerDefinition } from '../layer';

const dropoutSchema = z.strictObject({
  type: z
    .literal('dropout')
    .meta({ description: 'Leaves out values by chance while training (Srivastava et al. 2014).' }),
  rate: dropoutRate.default(0.5).meta({ description: 'The share that is left out.' }),
});
const flattenSchema = z.strictObject({
  type: z.literal('flatten').meta({ description: 'Makes an image a vector.' }),
});
const activationSchema = z.strictObject({
  type: z.literal('activation').meta({ description: 'An activation by itself, after a normalisation for example.' }),
  function: z.enum(activations).default('relu').meta({ description: 'Which one.' }),
  slope: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta({ description: 'What `leakyRelu` multiplies values below 0 by; 0.2 when absent. The others have none.' }),
});

export const dropout: LayerDefinition<typeof dropoutSchema> = {
  type: 'dropout',
  schema: dropoutSchema,
  outputShape: (_, input) => input,
  parameters: () => 0,
  operations: () => 0,
};

export const flatten: LayerDefinition<typeof flattenSchema> = {
  type: 'flatten',
  schema: flattenSchema,
  outputShape: (_, input) => [sizeOf(input)],
  parameters: () => 0,
  operations: () => 0,
};

export const activationLayer: LayerDefinition<typeof activationSchema> = {
  type: 'activation',
  schema: activationSchema,
  outputShape: (_, input) => input,
  parameters: () => 0,
  operations: (_, input) => sizeOf(input),
};
