import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine';
import type { Architecture } from './architecture';

/** A place where training leaves out units by chance. */
export interface DropoutSite {
  readonly name: string;
  /** Numbers of one example that the mask is multiplied with. */
  readonly width: number;
  readonly rate: number;
}

/** Masks of the dropout sites by name, each [batch, width] of 0 or 1/(1 − rate). */
export type DropoutMasks = Readonly<Record<string, tf.Tensor>>;

/** A network whose weights live in an engine. */
export interface Model {
  /** kernel and bias of each layer, in order; kernels [inputs, units], biases [units]. */
  readonly variables: readonly tf.Variable[];
  readonly dropoutSites: readonly DropoutSite[];
  /** images [batch, inputs] → logits [batch, classes]. Without masks nothing is left out. May be traced. */
  apply(images: tf.Tensor2D, masks?: DropoutMasks): tf.Tensor2D;
}

export interface ModelOptions {
  readonly inputs: number;
  readonly classes: number;
  readonly engine: Engine;
  /** Starts the names of the variables, which must be unique in an engine. */
  readonly prefix: string;
  /** Gives standard normal numbers for the initial weights. */
  readonly nextNormal: () => number;
}

/** Builds a multi-layer perceptron; kernels by He et al. 2015 (normal, variance 2/inputs), biases 0. */
export function buildModel(architecture: Architecture, options: ModelOptions): Model {
  const widths = [options.inputs, ...architecture.hidden, options.classes];
  const layers = widths.slice(1).map((units, index) => {
    const inputs = widths[index] ?? 0;
    const scale = Math.sqrt(2 / inputs);
    const kernel = Float32Array.from({ length: inputs * units }, () => scale * options.nextNormal());
    const name = `${options.prefix}/dense${index}`;
    return {
      kernel: options.engine.variable(`${name}/kernel`, [inputs, units], kernel),
      bias: options.engine.variable(`${name}/bias`, [units], new Float32Array(units)),
    };
  });
  const sites = widths.slice(0, -1).map((width, index) => ({
    name: `dropout${index}`,
    width,
    rate: index === 0 ? architecture.inputDropout : architecture.dropout,
  }));
  return {
    variables: layers.flatMap(({ kernel, bias }) => [kernel, bias]),
    dropoutSites: sites.filter(({ rate }) => rate > 0),
    apply: (images, masks) =>
      layers.reduce<tf.Tensor2D>((values, { kernel, bias }, index) => {
        const mask = masks?.[`dropout${index}`];
        const kept = mask === undefined ? values : tf.mul<tf.Tensor2D>(values, mask);
        const sums = tf.add<tf.Tensor2D>(tf.matMul(kept, kernel), bias);
        return index === layers.length - 1 ? sums : activate(sums, architecture.activation);
      }, images),
  };
}

function activate(values: tf.Tensor2D, activation: Architecture['activation']): tf.Tensor2D {
  switch (activation) {
    case 'relu':
      return tf.relu(values);
    case 'tanh':
      return tf.tanh(values);
    case 'sigmoid':
      return tf.sigmoid(values);
    case 'elu':
      return tf.elu(values);
  }
}
