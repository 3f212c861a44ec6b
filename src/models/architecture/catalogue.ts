import * as z from 'zod';
import { activation } from './fields';
import { ShapeError, sizeOf, type Shape } from './layer';
import { conv2d } from './layers/conv2d';
import { dense } from './layers/dense';
import { depthwiseConv2d } from './layers/depthwise-conv2d';
import { activationLayer, dropout, flatten } from './layers/elementwise';
import { batchNorm, layerNorm } from './layers/normalization';
import { averagePool, globalAveragePool, maxPool } from './layers/pooling';

const plainSchemas = [
  dense.schema,
  conv2d.schema,
  depthwiseConv2d.schema,
  maxPool.schema,
  averagePool.schema,
  globalAveragePool.schema,
  batchNorm.schema,
  layerNorm.schema,
  dropout.schema,
  flatten.schema,
  activationLayer.schema,
] as const;

const plainSchema = z.discriminatedUnion('type', plainSchemas);

/** A layer of any kind but `residual`. */
export type PlainLayer = z.output<typeof plainSchema>;

const residualSchema = z.strictObject({
  type: z.literal('residual').meta({
    description:
      'Adds what goes in to what comes out (He et al. 2016); a 1×1 convolution fits the shape where they differ.',
  }),
  layers: z.array(plainSchema).min(1).max(32).meta({ description: 'The layers between.' }),
  activation: activation('relu').meta({ description: 'What is applied to the sum.' }),
});

export type ResidualLayer = z.output<typeof residualSchema>;

/** One layer as a config writes it. */
export const layerSchema = z.discriminatedUnion('type', [...plainSchemas, residualSchema]);

export type Layer = z.output<typeof layerSchema>;

/** Output shape and cost of a layer. */
export interface LayerFacts {
  readonly output: Shape;
  readonly parameters: number;
  readonly operations: number;
}

/** Facts of one layer for an input of the given shape. Throws a ShapeError when it does not fit. */
export function layerFacts(layer: Layer, input: Shape): LayerFacts {
  const facts = <Value>(
    definition: {
      outputShape(value: Value, shape: Shape): Shape;
      parameters(value: Value, shape: Shape): number;
      operations(value: Value, shape: Shape): number;
    },
    value: Value,
  ): LayerFacts => ({
    output: definition.outputShape(value, input),
    parameters: definition.parameters(value, input),
    operations: definition.operations(value, input),
  });
  switch (layer.type) {
    case 'dense':
      return facts(dense, layer);
    case 'conv2d':
      return facts(conv2d, layer);
    case 'depthwiseConv2d':
      return facts(depthwiseConv2d, layer);
    case 'maxPool':
      return facts(maxPool, layer);
    case 'averagePool':
      return facts(averagePool, layer);
    case 'globalAveragePool':
      return facts(globalAveragePool, layer);
    case 'batchNorm':
      return facts(batchNorm, layer);
    case 'layerNorm':
      return facts(layerNorm, layer);
    case 'dropout':
      return facts(dropout, layer);
    case 'flatten':
      return facts(flatten, layer);
    case 'activation':
      return facts(activationLayer, layer);
    case 'residual':
      return residualFacts(layer, input);
  }
}

/** The facts of layers one after another. Throws a ShapeError with the index of the layer that does not fit. */
export function chainFacts(layers: readonly Layer[], input: Shape): LayerFacts {
  return layers.reduce<LayerFacts>(
    (before, layer, index) => {
      const { output, parameters, operations } = located(index, () => layerFacts(layer, before.output));
      return { output, parameters: before.parameters + parameters, operations: before.operations + operations };
    },
    { output: input, parameters: 0, operations: 0 },
  );
}

function located<Value>(index: number, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof ShapeError) error.index = index;
    throw error;
  }
}

function residualFacts({ layers }: ResidualLayer, input: Shape): LayerFacts {
  const inner = chainFacts(layers, input);
  const shortcut = shortcutOf(input, inner.output);
  const around = shortcut === undefined ? { parameters: 0, operations: 0 } : layerFacts(shortcut, input);
  return {
    output: inner.output,
    parameters: inner.parameters + around.parameters,
    operations: inner.operations + around.operations + sizeOf(inner.output),
  };
}

/**
 * The 1×1 convolution that fits a residual's input to its output; undefined where the shapes are the same.
 * Throws a ShapeError when no stride makes them fit.
 */
export function shortcutOf(input: Shape, output: Shape): Extract<PlainLayer, { type: 'conv2d' }> | undefined {
  if (input.join() === output.join()) return undefined;
  const [height = 0, width = 0] = input;
  const [toHeight = 0, toWidth = 0, filters = 0] = output;
  const strides: [number, number] = [Math.ceil(height / toHeight), Math.ceil(width / toWidth)];
  const isReached = Math.ceil(height / strides[0]) === toHeight && Math.ceil(width / strides[1]) === toWidth;
  if (input.length !== 3 || output.length !== 3 || !isReached) {
    throw new ShapeError(`residual: [${input.join(', ')}] cannot be added to [${output.join(', ')}]`);
  }
  const fixed = { type: 'conv2d', padding: 'same', activation: 'linear', useBias: true, initializer: 'he' } as const;
  return { ...fixed, filters, kernel: 1, strides };
}
