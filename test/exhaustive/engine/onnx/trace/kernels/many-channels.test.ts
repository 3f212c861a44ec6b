import * as tf from '@tensorflow/tfjs-core';
import { describeAgreement, differentiable, normal, type Case } from '../../../../../unit/engine/agreement';

type Image = tf.Tensor4D;

/**
 * Channels that fill blocks of every processor, and such that blocks are filled up with: few and many, and in numbers that 4
 * does not divide. Examples that fill blocks, and that do not.
 */
const sizes: readonly Sizes[] = [
  { batch: 32, channels: 16, outputs: 32 },
  { batch: 12, channels: 16, outputs: 32 },
  { batch: 16, channels: 10, outputs: 20 },
  { batch: 12, channels: 12, outputs: 18 },
  { batch: 5, channels: 24, outputs: 9 },
];

/** An image that a convolution made, so that it lies in blocks where it can. */
function made(x: tf.Tensor, filter: tf.Tensor): Image {
  return tf.conv2d(x as Image, filter as Image, 1, 'same');
}

interface Sizes {
  readonly batch: number;
  readonly channels: number;
  readonly outputs: number;
}

function convolutions({ batch, channels, outputs }: Sizes): Case[] {
  const wide = normal([3, 3, channels, outputs], 2, 0.2);
  const alike = normal([3, 3, channels, channels], 3, 0.2);
  const each = normal([3, 3, channels, 1], 4);
  return [1, 2].flatMap((strides) =>
    (['same', 'valid'] as const).flatMap((pad) =>
      [4, 5].flatMap((height) => {
        const x = normal([batch, height, 3, channels], 1);
        const say = `of ${batch} of ${channels} channels, ${height} rows, ${pad}, strides ${strides}`;
        return [
          differentiable(`conv2d ${say}`, (a, w) => tf.conv2d(a as Image, w as Image, strides, pad), x, wide),
          differentiable(
            `conv2d, relu, conv2d ${say}`,
            (a, v, w) => tf.conv2d(tf.relu(made(a, v)), w as Image, strides, pad),
            x,
            alike,
            wide,
          ),
          differentiable(
            `depthwise conv ${say}`,
            (a, v, w) => tf.depthwiseConv2d(made(a, v), w as Image, strides, pad),
            x,
            alike,
            each,
          ),
        ];
      }),
    ),
  );
}

function betweenThem({ batch, channels }: Sizes): Case[] {
  const alike = normal([3, 3, channels, channels], 3, 0.2);
  const [scale, offset] = [normal([channels], 5), normal([channels], 6)];
  const x = normal([batch, 4, 3, channels], 1);
  const byExample = normal([batch, 1, 1, channels], 7);
  const positive = { ...x, values: x.values.map((value) => 1 + Math.abs(value)) };
  const say = `of ${batch} of ${channels} channels`;
  return [
    differentiable(
      `a scale and an offset for each channel ${say}`,
      (a, w, s, o) => made(tf.relu(tf.add(tf.mul(made(a, w), s), o)), w),
      ...[x, alike, scale, offset],
    ),
    differentiable(
      `an offset taken away and another example's scale ${say}`,
      (a, w, o, s) => made(tf.mul(s, tf.sub(made(a, w), o)), w),
      ...[x, alike, offset, byExample],
    ),
    differentiable(`an image added, relu ${say}`, (a, w) => made(tf.relu(tf.add(made(a, w), a)), w), ...[x, alike]),
    differentiable(
      `a scaled image added to another ${say}`,
      (a, w, s, e) => made(tf.add(tf.mul(made(a, w), s), tf.mul(made(a, w), e)), w),
      ...[x, alike, scale, byExample],
    ),
    differentiable(`a mean over pixels ${say}`, (a, w) => tf.mean(made(a, w), [1, 2]), x, alike),
    differentiable(`a kept mean over pixels ${say}`, (a, w) => tf.mean(made(a, w), [1, 2], true), x, alike),
    differentiable(`a sum over examples and pixels ${say}`, (a, w) => tf.sum(made(a, w), [0, 1, 2]), x, alike),
    differentiable(`a mean over examples and pixels ${say}`, (a, w) => tf.mean(made(a, w), [0, 1, 2]), x, alike),
    differentiable(
      `a sum of products ${say}`,
      (a, w) => tf.sum(tf.mul(made(a, w), tf.relu(made(a, w))), [0, 1, 2]),
      ...[x, alike],
    ),
    differentiable(`a mean of squares ${say}`, (a, w) => tf.mean(tf.square(made(a, w)), [1, 2]), x, alike),
    differentiable(`a sum over examples alone ${say}`, (a, w) => tf.sum(made(a, w), 0), x, alike),
    // Where a block is filled up with zeros, a quotient and a logarithm are not finite there.
    differentiable(
      `a quotient and a logarithm ${say}`,
      (a, w, p) => made(tf.mul(tf.div(made(a, w), p), tf.log(tf.maximum(p, tf.mul(made(a, w), 1e-3)))), w),
      ...[x, alike, positive],
    ),
    differentiable(`a sum over channels ${say}`, (a, w) => tf.sum(made(a, w), [1, 2, 3]), x, alike),
  ];
}

/** Activations and pools between convolutions; rows and columns that no window reaches among them. */
function activated({ batch, channels }: Sizes): Case[] {
  const alike = normal([3, 3, channels, channels], 3, 0.2);
  const activations: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
    relu: tf.relu,
    leakyRelu: (x) => tf.leakyRelu(x, 0.1),
    elu: tf.elu,
    selu: tf.selu,
    sigmoid: tf.sigmoid,
    swish: (x) => tf.mul(x, tf.sigmoid(x)),
    tanh: tf.tanh,
    softplus: tf.softplus,
    erf: tf.erf,
  };
  return Object.entries(activations).flatMap(([name, activate]) =>
    [4, 5].map((height) =>
      differentiable(
        `conv2d, ${name}, max pool, conv2d of ${batch} of ${channels} channels, ${height} rows`,
        (a, w) => made(tf.maxPool(activate(made(a, w)) as Image, 2, 2, 'valid'), w),
        normal([batch, height, 3, channels], 1),
        alike,
      ),
    ),
  );
}

function averaged({ batch, channels }: Sizes): Case[] {
  return [2, 3].map((size) =>
    differentiable(
      `conv2d, means of ${size} by ${size}, conv2d of ${batch} of ${channels} channels`,
      (a, w) => made(tf.avgPool(made(a, w), size, size, 'valid'), w),
      normal([batch, 7, 5, channels], 1),
      normal([3, 3, channels, channels], 3, 0.2),
    ),
  );
}

describeAgreement(
  'onnx',
  'images of many channels',
  sizes.flatMap((of) => [...convolutions(of), ...betweenThem(of), ...activated(of), ...averaged(of)]),
);
