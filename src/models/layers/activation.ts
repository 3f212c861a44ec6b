import * as tf from '@tensorflow/tfjs-core';
import type { ActivationName } from '../architecture';

/** Applies an activation to every value. The slope of `leakyRelu` below 0 is tfjs's, 0.2, unless given. */
export function activate(values: tf.Tensor, name: ActivationName, slope = 0.2): tf.Tensor {
  switch (name) {
    case 'linear':
      return values;
    case 'relu':
      return tf.relu(values);
    case 'relu6':
      return tf.relu6(values);
    case 'leakyRelu':
      return tf.leakyRelu(values, slope);
    case 'elu':
      return tf.elu(values);
    case 'selu':
      return tf.selu(values);
    case 'gelu':
      return gelu(values);
    case 'swish':
      return tf.mul(values, tf.sigmoid(values));
    case 'tanh':
      return tf.tanh(values);
    case 'sigmoid':
      return tf.sigmoid(values);
    case 'softplus':
      return tf.softplus(values);
  }
}

/** Hendrycks and Gimpel 2016, the exact form: x·Φ(x). */
function gelu(values: tf.Tensor): tf.Tensor {
  const share: tf.Tensor = tf.add(tf.erf(tf.mul(values, Math.SQRT1_2)), 1);
  return tf.mul(tf.mul(values, 0.5), share);
}
