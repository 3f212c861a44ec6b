import * as tf from '@tensorflow/tfjs-core';
import { describeAgreement, engineNames, floats, normal, type Case } from '../../agreement';

const [examples, inputs] = [72, 12];

const sum = (x: tf.Tensor, axis: number): tf.Tensor => tf.sum(x, axis, true);

/** ln softmax as losses write it: each row without its maximum, and without the logarithm of its sum. */
function logSoftmax(logits: tf.Tensor): tf.Tensor {
  const moved = tf.sub(logits, tf.max(logits, 1, true));
  return tf.sub(moved, tf.log(sum(tf.exp(moved), 1)));
}

type Loss = (logits: tf.Tensor, labels: tf.Tensor, weights: tf.Tensor) => tf.Tensor;

/** A loss of a layer's logits, with the gradients of the layer. */
function lossOf(name: string, classes: number, loss: Loss): Case {
  return {
    name,
    inputs: [
      ...[normal([examples, inputs], 1), normal([inputs, classes], 2), normal([classes], 3)],
      ...[normal([examples, classes], 4), floats(Array.from({ length: examples }, (_, row) => (row % 3) / examples))],
    ],
    differentiated: [0, 1, 2],
    compute: (
      x = tf.scalar(0),
      kernel = tf.scalar(0),
      bias = tf.scalar(0),
      labels = tf.scalar(0),
      weights = tf.scalar(0),
    ) => loss(tf.add(tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D), bias), labels, weights),
  };
}

/** Σ weight·Σ q·(ln q − ln p) at a temperature, for the labels' probabilities q. */
const divergence: Loss = (logits, labels, weights) => {
  const taught = logSoftmax(tf.div(labels, 4));
  const rows = sum(tf.mul(tf.exp(taught), tf.sub(taught, logSoftmax(tf.div(logits, 4)))), 1);
  return tf.sum(tf.mul(tf.reshape(weights, [-1, 1]), rows));
};

const crossEntropy: Loss = (logits, labels, weights) =>
  tf.sum(tf.mul(weights, tf.sum(tf.mul(labels, logSoftmax(logits)), 1)));

/** Means over the classes, and over the examples of each class. */
const means: Loss = (logits, labels) => {
  const moved = tf.sub(logits, tf.mean(logits, 1, true));
  const scaled = tf.div(moved, tf.sqrt(tf.add(sum(tf.square(moved), 1), 1)));
  return tf.sum(tf.square(tf.sum(tf.mul(logSoftmax(scaled), labels), 0)));
};

/** The largest logit of each example beside an operation that knows rows only. */
const gathered: Loss = (logits, labels) =>
  tf.sum(tf.mul(tf.gather(logSoftmax(logits), tf.tensor1d([1, 0], 'int32'), 1), tf.slice(labels, [0, 0], [-1, 2])));

const cases = [
  lossOf('a divergence at a temperature', 10, divergence),
  lossOf('a cross-entropy by weights', 10, crossEntropy),
  lossOf('the two together', 10, (...given) => tf.add(divergence(...given), crossEntropy(...given))),
  lossOf('means of rows and of columns', 10, means),
  lossOf('classes that are gathered', 10, gathered),
  lossOf('two classes', 2, divergence),
  lossOf('one class', 1, crossEntropy),
  lossOf('many classes', 64, divergence),
];

for (const name of engineNames) describeAgreement(name, 'losses of a layer', cases);
