import * as tf from '@tensorflow/tfjs-core';
import { sizeOf, type PlainLayer, type Shape } from '../architecture';
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
  return {
    output: input,
    trained: [gamma, beta],
    moving: [mean, variance],
    dropoutSites: [],
    apply: (values, training) => {
      if (training === undefined) {
        const scale = tf.mul(gamma.variable, tf.rsqrt(tf.add(variance.variable, layer.epsilon)));
        return tf.add(tf.mul(values, scale), tf.sub(beta.variable, tf.mul(mean.variable, scale)));
      }
      return normalize(values, gamma.variable, beta.variable, training.weights, layer.epsilon, (centre, spread) => {
        follow(training, mean.variable, centre, layer.momentum);
        follow(training, variance.variable, spread, layer.momentum);
      });
    },
  };
}

/**
 * γ·(x − mean)/√(variance + ε) + β. An image batch is passed over as often as it must be and no more: the gradient is Ioffe
 * and Szegedy's (section 3) with all put together that is the same for a channel of an example,
 * γ/σ·dy − w·γ/σ·(Σdy + (x − mean)·Σ(dy·(x − mean))/σ²), where w is an example's share of the mean.
 * @param values [batch, …, channels]
 * @param weights [batch], sums to 1
 * @param measured receives the mean and the variance, [channels]
 */
function normalize(
  values: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  weights: tf.Tensor,
  epsilon: number,
  measured: (mean: tf.Tensor, variance: tf.Tensor) => void,
): tf.Tensor {
  const all = values.shape.slice(0, -1).map((_, axis) => axis);
  const pixels = sizeOf(values.shape.slice(1, -1));
  const normalized = tf.customGrad((...given: unknown[]) => {
    const [x, scale, offset, save] = given as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const mean = weightedMean(x, weights);
    const centred = tf.sub(x, mean);
    const variance = weightedMean(tf.square(centred), weights);
    measured(mean, variance);
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    save([centred, scale, inverse, weights]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [distance, factor, precision, counted] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const sum: tf.Tensor = tf.sum(dy, all);
      const product: tf.Tensor = tf.sum(tf.mul(dy, distance), all);
      const slope: tf.Tensor = tf.mul(factor, precision);
      const rows = tf.reshape(counted, [-1, ...dy.shape.slice(1).map(() => 1)]);
      const share = tf.mul(tf.div(rows, -pixels), slope);
      const pull = tf.mul(distance, tf.mul(share, tf.mul(product, tf.square(precision))));
      const dx = tf.add(tf.mul(dy, slope), tf.add(pull, tf.mul(share, sum)));
      return [dx, tf.mul(product, precision), sum];
    };
    return { value: tf.add(tf.mul(centred, tf.mul(scale, inverse)), offset), gradFunc };
  });
  return normalized(values, gamma, beta);
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
