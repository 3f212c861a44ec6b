import * as tf from '@tensorflow/tfjs-core';
import type { Arithmetic } from '../../distillation';

/** The formulas' arithmetic on tensors of rank 2: traced or eager, with gradients. */
export const tensorArithmetic: Arithmetic<tf.Tensor> = {
  constant: (value) => tf.tensor2d([value], [1, 1]),
  row: (values) => tf.tensor2d([...values], [1, values.length]),
  add: (left, right) => tf.add(left, right),
  subtract: (left, right) => tf.sub(left, right),
  multiply: (left, right) => tf.mul(left, right),
  divide: (left, right) => tf.div(left, right),
  power: (base, exponent) => tf.pow(base, exponent),
  minimum: (left, right) => tf.minimum(left, right),
  maximum: (left, right) => tf.maximum(left, right),
  // tfjs knows no gradient of a comparison and refuses where there should be none.
  greater: (left, right) => tf.cast(tf.greater(detached(left), detached(right)), 'float32'),
  select: (condition, left, right) => tf.where(tf.notEqual(detached(condition), 0), left, right),
  exp: (value) => tf.exp(value),
  log: (value) => tf.log(value),
  sqrt: (value) => tf.sqrt(value),
  abs: (value) => tf.abs(value),
  sin: (value) => tf.sin(value),
  cos: (value) => tf.cos(value),
  sigmoid: (value) => tf.sigmoid(value),
  sumOfRow: (value) => tf.sum(value, 1, true),
  maximumOfRow: (value) => tf.max(value, 1, true),
  sumOfColumn: (value) => tf.sum(value, 0, true),
  logSoftmax: (value) => tf.logSoftmax(value),
  detach: detached,
};

/** The same data in a tensor that no tape has seen: nothing is computed, and no gradient can flow. */
function detached(value: tf.Tensor): tf.Tensor {
  const { dataId, shape, dtype } = value;
  tf.engine().backend.incRef(dataId);
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype });
}
