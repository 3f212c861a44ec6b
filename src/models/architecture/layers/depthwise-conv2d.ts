import * as z from 'zod';
import { activation, bothSides, initializer, padding, sides, windowedSides } from '../fields';
import { imageSides, type LayerDefinition, type Shape } from '../layer';

const schema = z.strictObject({
  type: z.literal('depthwiseConv2d').meta({ description: 'A convolution of each channel by itself.' }),
  kernel: sides.default(3).meta({ description: 'The size of the window.' }),
  strides: z
    .int()
    .positive()
    .max(1024)
    .default(1)
    .meta({ description: 'How far the window moves, the same both ways.' }),
  padding: padding.default('same'),
  multiplier: z.int().positive().max(64).default(1).meta({ description: 'Output channels for each input channel.' }),
  activation: activation('relu').meta({ description: 'What is applied to the sums.' }),
  useBias: z.boolean().default(true).meta({ description: 'Whether each channel adds a trained number.' }),
  initializer,
});

function outputShape(layer: z.output<typeof schema>, input: Shape): [number, number, number] {
  const image = imageSides('depthwiseConv2d', input);
  return [...windowedSides('depthwiseConv2d', image, { ...layer, size: layer.kernel }), image[2] * layer.multiplier];
}

function kernelSize({ kernel, multiplier }: z.output<typeof schema>, [, , channels = 0]: Shape): number {
  const [height, width] = bothSides(kernel);
  return height * width * channels * multiplier;
}

export const depthwiseConv2d: LayerDefinition<typeof schema> = {
  type: 'depthwiseConv2d',
  schema,
  outputShape,
  parameters: (layer, input) => kernelSize(layer, input) + (layer.useBias ? (input[2] ?? 0) * layer.multiplier : 0),
  operations: (layer, input) => {
    const [height, width] = outputShape(layer, input);
    return 2 * height * width * kernelSize(layer, input);
  },
};
