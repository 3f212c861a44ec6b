import * as tf from '@tensorflow/tfjs-core';
import { bothSides, layerFacts, type PlainLayer, type Shape } from '../architecture';
import { activate } from './activation';
import { constantWeights, initialWeights, type Builder, type BuiltLayer, type NamedVariable } from './layer';

type LayerOf<Type extends PlainLayer['type']> = Extract<PlainLayer, { type: Type }>;

/** A dense layer: kernel [inputs, units], bias [units] if it has one. */
export function buildDense(layer: LayerOf<'dense'>, input: Shape, name: string, builder: Builder): BuiltLayer {
  const { output } = layerFacts(layer, input);
  const [inputs = 0] = input;
  const { units, initializer, activation } = layer;
  const fan = { initializer, inputs, outputs: units };
  const kernel = initialWeights(builder, `${name}/kernel`, [inputs, units], fan);
  const bias = layer.useBias ? constantWeights(builder, `${name}/bias`, units, 0) : undefined;
  return plain(output, withBias({ role: 'kernel', variable: kernel }, bias), (values) => {
    const sums = tf.matMul(values, kernel);
    return activate(bias === undefined ? sums : tf.add(sums, bias), activation);
  });
}

/** A convolution: kernel [height, width, inputs, filters], bias [filters] if it has one. */
export function buildConv2d(layer: LayerOf<'conv2d'>, input: Shape, name: string, builder: Builder): BuiltLayer {
  const { output } = layerFacts(layer, input);
  const [height, width] = bothSides(layer.kernel);
  const channels = input[2] ?? 0;
  const area = height * width;
  const fan = { initializer: layer.initializer, inputs: area * channels, outputs: area * layer.filters };
  const kernel = initialWeights(builder, `${name}/kernel`, [height, width, channels, layer.filters], fan);
  const bias = layer.useBias ? constantWeights(builder, `${name}/bias`, layer.filters, 0) : undefined;
  const strides = bothSides(layer.strides);
  return plain(output, withBias({ role: 'kernel', variable: kernel }, bias), (values) => {
    const sums = tf.conv2d(values as tf.Tensor4D, kernel as tf.Tensor as tf.Tensor4D, strides, layer.padding);
    return activate(bias === undefined ? sums : tf.add(sums, bias), layer.activation);
  });
}

/** A convolution of each channel: kernel [height, width, channels, multiplier], bias [channels·multiplier]. */
export function buildDepthwise(
  layer: LayerOf<'depthwiseConv2d'>,
  input: Shape,
  name: string,
  builder: Builder,
): BuiltLayer {
  const { output } = layerFacts(layer, input);
  const [height, width] = bothSides(layer.kernel);
  const channels = input[2] ?? 0;
  const area = height * width;
  const fan = { initializer: layer.initializer, inputs: area, outputs: area * layer.multiplier };
  const shape = [height, width, channels, layer.multiplier];
  const kernel = initialWeights(builder, `${name}/depthwise_kernel`, shape, fan);
  const bias = layer.useBias ? constantWeights(builder, `${name}/bias`, channels * layer.multiplier, 0) : undefined;
  return plain(output, withBias({ role: 'depthwise_kernel', variable: kernel }, bias), (values) => {
    const filter = kernel as tf.Tensor as tf.Tensor4D;
    const sums = tf.depthwiseConv2d(values as tf.Tensor4D, filter, layer.strides, layer.padding);
    return activate(bias === undefined ? sums : tf.add(sums, bias), layer.activation);
  });
}

function withBias(kernel: NamedVariable, bias: tf.Variable | undefined): NamedVariable[] {
  return bias === undefined ? [kernel] : [kernel, { role: 'bias', variable: bias }];
}

function plain(output: Shape, trained: readonly NamedVariable[], apply: BuiltLayer['apply']): BuiltLayer {
  return { output, trained, moving: [], dropoutSites: [], apply };
}
