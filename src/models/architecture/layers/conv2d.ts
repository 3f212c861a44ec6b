import * as z from 'zod';
import { activation, bothSides, initializer, padding, sides, units, windowedSides } from '../fields';
import { imageSides, type LayerDefinition, type Shape } from '../layer';

const schema = z.strictObject({
  type: z.literal('conv2d').meta({ description: 'A two-dimensional convolution.' }),
  filters: units.meta({ description: 'The number of output channels.' }),
  kernel: sides.default(3).meta({ description: 'The size of the window.' }),
  strides: sides.default(1).meta({ description: 'How far the window moves.' }),
  padding: padding.default('same'),
  activation: activation('relu').meta({ description: 'What is applied to the sums.' }),
  useBias: z.boolean().default(true).meta({ description: 'Whether each filter adds a trained number.' }),
  initializer,
});

function outputShape(layer: z.output<typeof schema>, input: Shape): [number, number, number] {
  const image = imageSides('conv2d', input);
  return [...windowedSides('conv2d', image, { ...layer, size: layer.kernel }), layer.filters];
}

function kernelSize({ kernel, filters }: z.output<typeof schema>, [, , channels = 0]: Shape): number {
  const [height, width] = bothSides(kernel);
  return height * width * channels * filters;
}

export const conv2d: LayerDefinition<typeof schema> = {
  type: 'conv2d',
  schema,
  outputShape,
  parameters: (layer, input) => kernelSize(layer, input) + (layer.useBias ? layer.filters : 0),
  operations: (layer, input) => {
    const [height, width] = outputShape(layer, input);
    return 2 * height * width * kernelSize(layer, input);
  },
};
