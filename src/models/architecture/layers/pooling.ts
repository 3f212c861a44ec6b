import * as z from 'zod';
import { bothSides, padding, sides, windowedSides } from '../fields';
import { imageSides, sizeOf, type LayerDefinition, type Shape } from '../layer';

const fields = {
  size: sides.default(2).meta({ description: 'The size of the window.' }),
  strides: sides.optional().meta({ description: 'How far the window moves; by its size when absent.' }),
  padding: padding.default('valid'),
};

const maxSchema = z.strictObject({
  type: z.literal('maxPool').meta({ description: 'The largest value of each window.' }),
  ...fields,
});
const averageSchema = z.strictObject({
  type: z.literal('averagePool').meta({ description: 'The mean of each window.' }),
  ...fields,
});
const globalSchema = z.strictObject({
  type: z.literal('globalAveragePool').meta({ description: 'The mean of each channel: an image becomes a vector.' }),
});

type Pooling = z.output<typeof maxSchema> | z.output<typeof averageSchema>;

function outputShape(layer: Pooling, input: Shape): Shape {
  const image = imageSides(layer.type, input);
  return [...windowedSides(layer.type, image, { ...layer, strides: layer.strides ?? layer.size }), image[2]];
}

function operations(layer: Pooling, input: Shape): number {
  const [height, width] = bothSides(layer.size);
  return sizeOf(outputShape(layer, input)) * height * width;
}

export const maxPool: LayerDefinition<typeof maxSchema> = {
  type: 'maxPool',
  schema: maxSchema,
  outputShape,
  parameters: () => 0,
  operations,
};

export const averagePool: LayerDefinition<typeof averageSchema> = {
  type: 'averagePool',
  schema: averageSchema,
  outputShape,
  parameters: () => 0,
  operations,
};

export const globalAveragePool: LayerDefinition<typeof globalSchema> = {
  type: 'globalAveragePool',
  schema: globalSchema,
  outputShape: (_, input) => [imageSides('globalAveragePool', input)[2]],
  parameters: () => 0,
  operations: (_, input) => sizeOf(input),
};
