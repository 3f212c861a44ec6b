import * as tf from '@tensorflow/tfjs-core';
import type { PlainLayer, Shape } from '../architecture';
import { constantWeights, type Builder, type BuiltLayer, type TrainingPass } from './layer';

type LayerOf<Type extends PlainLayer['type']> = Extract<PlainLayer, { type: Type }>;

/** Ioffe and Szegedy 2015, over all axes but the last; rows that only pad a batch do not count. */
export function buildBatchNorm(layer: LayerOf<'batchNorm'>, input: Shape, name: string, builder: Builder): BuiltLayer {
  const channels = input.at(-1) ?? 0;
  const of = (role: string, value: number): { role: string; variable: tf.Variable } => ({
    role,
    variable: constantWeights(builder, `${name}/${role}`, channels, value),
  });
  const [gamma, beta] = [of('gamma', 1), of('beta', 0)];
  const [mean, variance] = [of('moving_mean', 0), of('moving_variance', 1)];
  const scaled = (values: tf.Tensor, centre: tf.Tensor, spread: tf.Tensor): tf.Tensor => {
    const normal = tf.mul(tf.sub(values, centre), tf.rsqrt(tf.add(spread, layer.epsilon)));
    return tf.add(tf.mul(normal, gamma.variable), beta.variable);
  };
  return {
    output: input,
    trained: [gamma, beta],
    moving: [mean, variance],
    dropoutSites: [],
    apply: (values, training) => {
      if (training === undefined) return scaled(values, mean.variable, variance.variable);
      const centre = weightedMean(values, training.weights);
      const spread = weightedMean(tf.square(tf.sub(values, centre)), training.weights);
      follow(training, mean.variable, centre, layer.momentum);
      follow(training, variance.variable, spread, layer.momentum);
      return scaled(values, centre, spread);
    },
  };
}

/** The mean over all axes but the last, rows counting by their weights. */
function weightedMean(values: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  const inner = values.shape.slice(1, -1).map((_, axis) => axis + 1);
  const rows: tf.Tensor = inner.length === 0 ? values : tf.mean(values, inner);
  return tf.sum(tf.mul(rows, tf.expandDims(weights, 1)), 0);
}

/** average ← momentum·average + (1 − momentum)·now, kept past the scope in which gradients are taken. */
function follow({ updates }: TrainingPass, average: tf.Variable, now: tf.Tensor, momentum: number): void {
  updates.set(average, tf.keep(tf.add(tf.mul(average, momentum), tf.mul(now, 1 - momentum))));
}

/** Ba et al. 2016, over the last axis. */
export function buildLayerNorm(layer: LayerOf<'layerNorm'>, input: Shape, name: string, builder: Builder): BuiltLayer {
  const channels = input.at(-1) ?? 0;
  const gamma = constantWeights(builder, `${name}/gamma`, channels, 1);
  const beta = constantWeights(builder, `${name}/beta`, channels, 0);
  return {
    output: input,
    trained: [
      { role: 'gamma', variable: gamma },
      { role: 'beta', variable: beta },
    ],
    moving: [],
    dropoutSites: [],
    apply: (values) => {
      const centred = tf.sub(values, tf.mean(values, -1, true));
      const spread = tf.mean(tf.square(centred), -1, true);
      return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(spread, layer.epsilon))), gamma), beta);
    },
  };
}
