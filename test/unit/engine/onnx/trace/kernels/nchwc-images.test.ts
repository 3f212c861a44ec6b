import * as tf from '@tensorflow/tfjs-core';
import { describeAgreement, differentiable, normal, valued, type Case } from '../../../agreement';

type Image = tf.Tensor4D;

/** Images whose channels fill the blocks that ONNX Runtime works on, in company of such that do not. */
function blockedImages(): Case[] {
  const [wide, narrow] = [normal([2, 8, 6, 32], 80, 0.5), normal([2, 8, 6, 1], 81)];
  const [first, second, third] = [
    normal([3, 3, 1, 16], 82, 0.4),
    normal([3, 3, 16, 32], 83, 0.1),
    normal([3, 3, 32, 32], 84, 0.1),
  ];
  const bias = normal([32], 85);
  const cases: Case[] = [];
  for (const pad of ['same', 'valid'] as const) {
    for (const strides of [1, 2] as const) {
      const filter = normal([3, 2, 32, 16], 86, 0.1);
      const say = `${pad}, strides ${strides}`;
      cases.push(
        differentiable(`wide conv2d, ${say}`, (a, w) => tf.conv2d(a as Image, w as Image, strides, pad), wide, filter),
        differentiable(
          `pools after a wide conv2d, ${say}`,
          (a, w) => {
            const values = tf.relu(tf.conv2d(a as Image, w as Image, 1, 'same'));
            return tf.add(tf.maxPool(values, 2, strides, pad), tf.mul(tf.maxPool(values, 2, strides, pad), 0.5));
          },
          wide,
          third,
        ),
        valued(
          `average pool after a wide conv2d, ${say}`,
          (a, w) => tf.avgPool(tf.conv2d(a as Image, w as Image, 1, 'same'), 3, strides, pad),
          wide,
          third,
        ),
      );
    }
  }
  return [
    ...cases,
    differentiable(
      'wide conv2d, 1×1',
      (a, w) => tf.conv2d(a as Image, w as Image, 1, 'same'),
      wide,
      normal([1, 1, 32, 48], 87, 0.1),
    ),
    valued('wide conv2d, dilated', (a, w) => tf.conv2d(a as Image, w as Image, 1, 'same', 'NHWC', 2), wide, third),
    differentiable(
      'convolutions with biases and pools, one after another',
      (a, v, w, b) => {
        const sums = tf.conv2d(a as Image, v as Image, 1, 'same');
        const one: Image = tf.maxPool(tf.relu<Image>(sums), 2, 2, 'valid');
        const two = tf.relu(tf.add<Image>(tf.conv2d(one, w as Image, 1, 'same'), b));
        return tf.reshape(tf.maxPool(two, 2, 2, 'valid'), [2, -1]);
      },
      narrow,
      first,
      second,
      bias,
    ),
    differentiable(
      'an image of few channels between convolutions, whose gradient has two pixels in a block',
      (a, v, w) => {
        const few = tf.tanh<Image>(tf.conv2d(a as Image, v as Image, 1, 'same'));
        return tf.conv2d(few, w as Image, 1, 'valid');
      },
      narrow,
      normal([3, 3, 1, 6], 95, 0.4),
      normal([3, 5, 6, 16], 96, 0.1),
    ),
    differentiable(
      'a pool of a size that divides nothing, after a thin convolution',
      (a, v) => tf.maxPool(tf.relu(tf.conv2d(a as Image, v as Image, 1, 'same')), 3, 3, 'valid'),
      narrow,
      first,
    ),
    differentiable(
      'a thin convolution of colours before a pool',
      (a, v) => tf.maxPool(tf.relu(tf.conv2d(a as Image, v as Image, 1, 'same')), 2, 2, 'valid'),
      normal([2, 8, 6, 3], 93),
      normal([3, 3, 3, 16], 94, 0.3),
    ),
    differentiable(
      'a convolution of so many pixels that the blocks of its gradient are gathered',
      (a, v) => tf.tanh(tf.conv2d(a as Image, v as Image, 1, 'same')),
      normal([128, 12, 12, 1], 98),
      normal([3, 3, 1, 16], 99, 0.4),
    ),
    differentiable(
      'a thin convolution of two blocks before a pool',
      (a, v) => tf.maxPool(tf.relu(tf.conv2d(a as Image, v as Image, 1, 'same')), 2, 2, 'valid'),
      narrow,
      normal([3, 3, 1, 32], 97, 0.4),
    ),
    differentiable(
      'a thin convolution of equal pixels before a pool',
      (v) => tf.maxPool(tf.conv2d(tf.ones<tf.Rank.R4>([2, 8, 6, 1]), v as Image, 1, 'same'), 2, 2, 'valid'),
      first,
    ),
    differentiable(
      'a wide residual block with a normalization',
      (x, w, s, b) => {
        const sums = tf.conv2d(x as Image, w as Image, 1, 'same');
        const { mean, variance } = tf.moments(sums, [0, 1, 2]);
        const normalized = tf.mul(tf.mul(tf.sub(sums, mean), tf.rsqrt(tf.add(variance, 1e-3))), s);
        const inner = tf.relu(tf.add<Image>(normalized, b));
        const outer = tf.relu(tf.add<Image>(tf.conv2d(inner, w as Image, 1, 'same'), x));
        return tf.mean(tf.conv2d(outer, w as Image, 2, 'same'), [1, 2]);
      },
      wide,
      third,
      normal([32], 88),
      bias,
    ),
    differentiable(
      'a wide sum that is needed before and after relu, as an image and as rows',
      (x, w) => {
        const sums = tf.conv2d(x as Image, w as Image, 1, 'same');
        return tf.add(tf.mul(tf.relu(sums), sums), tf.mean(tf.conv2d(sums, w as Image, 1, 'same'), [1, 2], true));
      },
      wide,
      third,
    ),
  ];
}

describeAgreement('onnx', 'images in blocks of channels', blockedImages());
