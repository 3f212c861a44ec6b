import * as tf from '@tensorflow/tfjs-core';
import {
  bothSides,
  layerFacts,
  shortcutOf,
  sizeOf,
  type Layer,
  type PlainLayer,
  type ResidualLayer,
  type Shape,
} from '../architecture';
import { activate } from './activation';
import type { Builder, BuiltLayer, GradientPlace, NamedLayer, TrainingPass } from './layer';
import { buildBatchNorm, buildLayerNorm } from './normalization';
import { buildConv2d, buildDense, buildDepthwise } from './weighted';

/** Builds one layer for inputs of a shape. Throws a ShapeError when it does not fit. */
export function buildLayer(layer: Layer, input: Shape, name: string, builder: Builder): BuiltLayer {
  switch (layer.type) {
    case 'dense':
      return buildDense(layer, input, name, builder);
    case 'conv2d':
      return buildConv2d(layer, input, name, builder);
    case 'depthwiseConv2d':
      return buildDepthwise(layer, input, name, builder);
    case 'batchNorm':
      return buildBatchNorm(layer, input, name, builder);
    case 'layerNorm':
      return buildLayerNorm(layer, input, name, builder);
    case 'residual':
      return buildResidual(layer, input, name, builder);
    case 'dropout':
      return buildDropout(layer.rate, input, name);
    case 'maxPool':
    case 'averagePool':
    case 'globalAveragePool':
    case 'flatten':
    case 'activation':
      return withoutWeights(layer, input);
  }
}

function withoutWeights(layer: PlainLayer, input: Shape): BuiltLayer {
  const { output } = layerFacts(layer, input);
  return { output, trained: [], moving: [], dropoutSites: [], apply: (values) => compute(layer, values, output) };
}

function compute(layer: PlainLayer, values: tf.Tensor, output: Shape): tf.Tensor {
  switch (layer.type) {
    case 'maxPool':
    case 'averagePool': {
      const pool = layer.type === 'maxPool' ? tf.maxPool : tf.avgPool;
      const size = bothSides(layer.size);
      return pool(values as tf.Tensor4D, size, bothSides(layer.strides ?? size), layer.padding);
    }
    case 'globalAveragePool':
      return tf.mean(values, [1, 2]);
    case 'flatten':
      return tf.reshape(values, [-1, sizeOf(output)]);
    case 'activation':
      return activate(values, layer.function, layer.slope);
    default:
      throw new Error(`a layer of type '${layer.type}' has weights`);
  }
}

function buildDropout(rate: number, shape: Shape, name: string): BuiltLayer {
  return {
    output: shape,
    trained: [],
    moving: [],
    dropoutSites: rate > 0 ? [{ name, shape, rate }] : [],
    apply: (values, training) => {
      const mask = training?.masks[name];
      return mask === undefined ? values : tf.mul(values, mask);
    },
  };
}

/** Builds layers one after another; their names are `prefix/type` and a running number for each type. */
export function buildChain(layers: readonly Layer[], input: Shape, prefix: string, builder: Builder): NamedLayer[] {
  const counts = new Map<string, number>();
  let shape = input;
  return layers.map((layer) => {
    const index = counts.get(layer.type) ?? 0;
    counts.set(layer.type, index + 1);
    const name = `${prefix}/${layer.type}${index}`;
    const built = buildLayer(layer, shape, name, builder);
    shape = built.output;
    return { name, layer, built };
  });
}

/** Applies built layers one after another. */
export function applyChain(chain: readonly NamedLayer[], values: tf.Tensor, training?: TrainingPass): tf.Tensor {
  return chain.reduce((current, { name, layer, built }) => {
    try {
      const next = built.apply(current, training);
      return training === undefined ? next : markGradient(next, `'${name}' (${layer.type})`, training.gradients);
    } catch (error) {
      throw namingLayer(error, name, layer.type);
    }
  }, values);
}

/** Adds the layer's name to an operation's error; the innermost layer's name stays. */
function namingLayer(error: unknown, name: string, type: Layer['type']): unknown {
  if (!(error instanceof Error) || error instanceof LayerError) return error;
  return new LayerError(`the layer '${name}' (${type}): ${error.message}`, { cause: error });
}

class LayerError extends Error {}

/** The values as they are; on the way back the layer is noted before its own operations' gradients are taken. */
function markGradient(values: tf.Tensor, layer: string, place: GradientPlace): tf.Tensor {
  const marked = tf.customGrad((given: unknown) => ({
    value: tf.clone(given as tf.Tensor),
    gradFunc: (gradient: tf.Tensor) => {
      place.layer = layer;
      return gradient;
    },
  }));
  return marked(values);
}

/** Adds the layer's name to an error of its gradient; an error that names a layer stays as it is. */
export function namingGradient(error: unknown, { layer }: GradientPlace): unknown {
  if (!(error instanceof Error) || error instanceof LayerError || layer === undefined) return error;
  return new LayerError(`the gradient of the layer ${layer}: ${error.message}`, { cause: error });
}

function buildResidual(layer: ResidualLayer, input: Shape, name: string, builder: Builder): BuiltLayer {
  const inner = buildChain(layer.layers, input, name, builder);
  const output = inner.at(-1)?.built.output ?? input;
  const around = shortcutOf(input, output);
  const shortcutName = `${name}/shortcut`;
  const shortcut =
    around === undefined
      ? undefined
      : { name: shortcutName, layer: around, built: buildLayer(around, input, shortcutName, builder) };
  const parts = [...inner, ...(shortcut === undefined ? [] : [shortcut])].map(({ built }) => built);
  return {
    residual: { inner, shortcut },
    output,
    trained: parts.flatMap(({ trained }) => trained),
    moving: parts.flatMap(({ moving }) => moving),
    dropoutSites: parts.flatMap(({ dropoutSites }) => dropoutSites),
    apply: (values, training) => {
      const fitted = shortcut === undefined ? values : applyChain([shortcut], values, training);
      return activate(tf.add(applyChain(inner, values, training), fitted), layer.activation);
    },
  };
}
