import * as tf from '@tensorflow/tfjs-core';
import { describeAgreement, differentiable, engineNames, floats, normal, valued, type Case } from '../../../agreement';

type Image = tf.Tensor4D;

function images(): Case[] {
  const cases: Case[] = [];
  const [odd, even, single] = [normal([2, 7, 5, 3], 41), normal([2, 8, 6, 3], 42), normal([1, 5, 5, 1], 43)];
  for (const [of, x] of Object.entries({ odd, even, single })) {
    const channels = x.shape[3] ?? 1;
    for (const pad of ['same', 'valid'] as const) {
      for (const strides of [1, 2] as const) {
        const say = `of ${of} sizes, ${pad}, strides ${strides}`;
        const filter = normal([3, 3, channels, 4], 44);
        cases.push(
          differentiable(`conv2d ${say}`, (a, w) => tf.conv2d(a as Image, w as Image, strides, pad), x, filter),
          differentiable(
            `conv2d 2×3 ${say}`,
            (a, w) => tf.conv2d(a as Image, w as Image, [strides, 1], pad),
            x,
            normal([2, 3, channels, 2], 45),
          ),
          differentiable(
            `depthwise conv ${say}`,
            (a, w) => tf.depthwiseConv2d(a as Image, w as Image, strides, pad),
            x,
            normal([3, 3, channels, 2], 46),
          ),
          differentiable(`max pool 2 ${say}`, (a) => tf.maxPool(a as Image, 2, strides, pad), x),
          differentiable(`max pool 3 ${say}`, (a) => tf.maxPool(a as Image, 3, strides, pad), x),
          differentiable(`avg pool 2 ${say}`, (a) => tf.avgPool(a as Image, 2, strides, 'valid'), x),
          valued(`avg pool 3 ${say}`, (a) => tf.avgPool(a as Image, 3, strides, pad), x),
        );
      }
    }
  }
  const pixelwise = normal([1, 1, 3, 4], 47);
  const separable = [normal([3, 3, 3, 1], 48), pixelwise] as const;
  const [scale, offset, mean] = [normal([3], 49), normal([3], 50), normal([3], 51)];
  const variance = floats([0.5, 2, 1e-3]);
  return [
    ...cases,
    differentiable('conv2d 1×1', (a, w) => tf.conv2d(a as Image, w as Image, 1, 'same'), odd, pixelwise),
    differentiable('conv2d 1×1, strides 2', (a, w) => tf.conv2d(a as Image, w as Image, 2, 'same'), odd, pixelwise),
    differentiable(
      'conv2d padded by a number',
      (a, w) => tf.conv2d(a as Image, w as Image, 1, 2),
      odd,
      normal([3, 3, 3, 2], 52),
    ),
    valued(
      'conv2d, dilated',
      (a, w) => tf.conv2d(a as Image, w as Image, 1, 'same', 'NHWC', 2),
      odd,
      normal([3, 3, 3, 2], 53),
    ),
    differentiable(
      'conv1d',
      (a, w) => tf.conv1d(a as tf.Tensor3D, w as tf.Tensor3D, 1, 'same'),
      normal([2, 7, 3], 54),
      normal([3, 3, 2], 55),
    ),
    differentiable(
      'conv2dTranspose',
      (a, w) => tf.conv2dTranspose(a as Image, w as Image, [2, 9, 7, 2], 2, 'same'),
      normal([2, 5, 4, 3], 56),
      normal([3, 3, 2, 3], 57),
    ),
    differentiable(
      'separable conv',
      (a, w, p) => tf.separableConv2d(a as Image, w as Image, p as Image, 1, 'same'),
      odd,
      ...separable,
    ),
    differentiable(
      'fused conv2d, relu',
      (x, filter, bias) =>
        tf.fused.conv2d({ x: x as Image, filter: filter as Image, strides: 1, pad: 'same', bias, activation: 'relu' }),
      odd,
      normal([3, 3, 3, 4], 58),
      normal([4], 59),
    ),
    differentiable(
      'fused depthwise conv, relu6',
      (x, filter, bias) =>
        tf.fused.depthwiseConv2d({
          x: x as Image,
          filter: filter as Image,
          strides: 1,
          pad: 'same',
          bias,
          activation: 'relu6',
        }),
      odd,
      normal([3, 3, 3, 1], 60),
      normal([3], 61),
    ),
    differentiable(
      'max pool of equal values',
      (a) => tf.maxPool(tf.relu(a as Image), 2, 2, 'same'),
      normal([1, 4, 4, 2], 62, 1, -1),
    ),
    differentiable(
      'max pool of equal values, 3 by 3',
      (a) => tf.maxPool(tf.relu(a as Image), 3, 3, 'valid'),
      normal([2, 6, 9, 2], 67, 1, -2),
    ),
    differentiable(
      'global average pooling',
      (a) => tf.mean(tf.relu(tf.conv2d(a as Image, tf.ones([3, 3, 3, 2]), 1, 'same')), [1, 2]),
      odd,
    ),
    differentiable(
      'batch norm',
      (x, m, v, o, s) =>
        tf.batchNorm(x as Image, m as tf.Tensor1D, v as tf.Tensor1D, o as tf.Tensor1D, s as tf.Tensor1D, 1e-3),
      odd,
      mean,
      variance,
      offset,
      scale,
    ),
    valued(
      'batch norm without scale and offset',
      (x, m, v) => tf.batchNorm(x as tf.Tensor2D, m as tf.Tensor1D, v as tf.Tensor1D),
      normal([4, 3], 63),
      mean,
      variance,
    ),
    differentiable(
      'batch norm of its own moments after a convolution',
      (x, w, s, o) => {
        const values = tf.conv2d(x as Image, w as Image, 1, 'same');
        const moments = tf.moments(values, [0, 1, 2]);
        return tf.relu(
          tf.batchNorm(
            values,
            moments.mean as tf.Tensor1D,
            moments.variance as tf.Tensor1D,
            o as tf.Tensor1D,
            s as tf.Tensor1D,
            1e-3,
          ),
        );
      },
      odd,
      normal([3, 3, 3, 3], 64),
      scale,
      offset,
    ),
    differentiable(
      'layer norm',
      (x, s, o) => {
        const { mean: m, variance: v } = tf.moments(x, -1, true);
        return tf.add(tf.mul(tf.mul(tf.sub(x, m), tf.rsqrt(tf.add(v, 1e-3))), s), o);
      },
      normal([4, 3], 65),
      scale,
      offset,
    ),
    differentiable(
      'a residual block',
      (x, w, b) => {
        const inner = tf.relu(tf.add<Image>(tf.conv2d(x as Image, w as Image, 1, 'same'), b));
        const outer = tf.add<Image>(tf.conv2d(inner, w as Image, 1, 'same'), x);
        return tf.reshape(
          tf.maxPool(
            tf.pad<Image>(outer, [
              [0, 0],
              [1, 0],
              [0, 1],
              [0, 0],
            ]),
            2,
            2,
            'same',
          ),
          [2, -1],
        );
      },
      odd,
      normal([3, 3, 3, 3], 66),
      normal([3], 67),
    ),
    differentiable(
      'channels beside channels',
      (x, w) => {
        const one = tf.conv2d(x as Image, w as Image, 1, 'same');
        return tf.mean(tf.concat([one, x as Image, tf.relu(one)], 3), [0, 3]);
      },
      odd,
      normal([3, 3, 3, 2], 68),
    ),
    differentiable(
      'rows reduced after a convolution',
      (x, w) => tf.sum(tf.conv2d(x as Image, w as Image, 1, 'same'), 1),
      odd,
      normal([3, 3, 3, 2], 69),
    ),
    differentiable(
      'a mask on a convolution',
      (x, w, m) => tf.mul(tf.conv2d(x as Image, w as Image, 1, 'same'), m),
      odd,
      normal([3, 3, 3, 2], 70),
      normal([2, 7, 5, 2], 71),
    ),
  ];
}

describeAgreement('onnx', 'images', images());

// The graph without NCHWc.
describeAgreement('wasm', 'images', images());
// Eager engines take tfjs's own kernels; ours there are the gradients that the WebAssembly backend lacks.
describeAgreement('eager', 'images', images());
if (engineNames.includes('tensorflow')) {
  // tfjs-node pads by the names of TensorFlow's two ways, not by numbers.
  const cases = images().filter(({ name }) => name !== 'conv2d padded by a number');
  describeAgreement('tensorflow', 'images', cases);
}
