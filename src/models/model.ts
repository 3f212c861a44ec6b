import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine';
import { expandModel, sizeOf, type Architecture, type Layer, type Shape } from './architecture';
import {
  applyChain,
  buildChain,
  type DropoutSite,
  type NamedLayer,
  type TrainingPass,
  type UndrawnWeights,
} from './layers';

/** A network whose weights live in an engine. */
export interface Model {
  readonly input: Shape;
  readonly layers: readonly NamedLayer[];
  /** Variables that gradients move, in the order of the layers. */
  readonly trained: readonly tf.Variable[];
  /** `trained` and what training moves without gradients, such as the moving averages of batch normalisation. */
  readonly variables: readonly tf.Variable[];
  readonly dropoutSites: readonly DropoutSite[];
  /** Bias of the output layer, [classes]; undefined where it has none. */
  readonly outputBias: tf.Variable | undefined;
  /** images [batch, …] → logits [batch, classes]; without a training pass as in use. May be traced. */
  apply(images: tf.Tensor, training?: TrainingPass): tf.Tensor2D;
}

export interface NetworkOptions {
  /** The shape of one example. */
  readonly input: Shape;
  readonly engine: Engine;
  /** Starts the names of the variables, which must be unique in an engine. */
  readonly prefix: string;
  /** Gives standard normal numbers for the first weights, */
  readonly nextNormal: () => number;
  /** and numbers from 0 up to, not including, 1. */
  readonly nextUniform: () => number;
  /** Takes first weights that are to be drawn later, in the order of its calls; they are 0 until then. Absent: drawn at once. */
  readonly drawLater?: (weights: UndrawnWeights) => void;
}

export interface ModelOptions extends NetworkOptions {
  readonly classes: number;
}

/** Builds what a config describes. Throws a ShapeError that names the layer that does not fit. */
export function buildModel(architecture: Architecture, options: ModelOptions): Model {
  return buildNetwork(expandModel(architecture, options.input, options.classes), options);
}

/** Builds a network of layers, the last of which gives the logits. Throws as `buildModel` does. */
export function buildNetwork(chain: readonly Layer[], options: NetworkOptions): Model {
  const { input, prefix } = options;
  const layers = buildChain(chain, input, prefix, options);
  const trained = layers.flatMap(({ built }) => built.trained.map(({ variable }) => variable));
  const moving = layers.flatMap(({ built }) => built.moving.map(({ variable }) => variable));
  const last = layers.at(-1)?.built.trained.at(-1);
  const final = layers.at(-1)?.layer;
  const isPlain = final?.type === 'dense' && final.activation === 'linear';
  return {
    input,
    layers,
    trained,
    variables: [...trained, ...moving],
    outputBias: isPlain && last?.role === 'bias' ? last.variable : undefined,
    dropoutSites: layers.flatMap(({ built }) => built.dropoutSites),
    apply: (images, training) => {
      const isFlat = images.rank === 2 && images.shape[1] === sizeOf(input);
      const values = isFlat ? tf.reshape(images, [-1, ...input]) : images;
      return applyChain(layers, values, training) as tf.Tensor2D;
    },
  };
}
