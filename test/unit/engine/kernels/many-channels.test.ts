import * as tf from '@tensorflow/tfjs-core';
import { describeAgreement, differentiable, normal, type Case } from '../agreement';

type Image = tf.Tensor4D;

/** As many examples and channels as fill blocks of every processor, and a batch that does not. */
const batches = { 'a whole batch': 32, 'another batch': 12 };
const wide = normal([3, 3, 16, 32], 2, 0.2);
const alike = normal([3, 3, 16, 16], 3, 0.2);
const each = normal([3, 3, 16, 1], 4);
const [scale, offset] = [normal([16], 5), normal([16], 6)];

/** An image that a convolution made, so that it lies in blocks where it can. */
function made(x: tf.Tensor, filter: tf.Tensor): Image {
  return tf.conv2d(x as Image, filter as Image, 1, 'same');
}

function convolutions(of: string, batch: number): Case[] {
  return [1, 2].flatMap((strides) =>
    (['same', 'valid'] as const).flatMap((pad) =>
      [4, 5].flatMap((height) => {
        const x = normal([batch, height, 3, 16], 1);
        const say = `of ${of}, ${height} rows, ${pad}, strides ${strides}`;
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

function betweenThem(of: string, batch: number): Case[] {
  const x = normal([batch, 4, 3, 16], 1);
  const byExample = normal([batch, 1, 1, 16], 7);
  const say = `of ${of}`;
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
    differentiable(`a sum over channels ${say}`, (a, w) => tf.sum(made(a, w), [1, 2, 3]), x, alike),
  ];
}

/** Activations and pools between convolutions; rows and columns that no window reaches among them. */
function activated(of: string, batch: number): Case[] {
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
        `conv2d, ${name}, max pool, conv2d of ${of}, ${height} rows`,
        (a, w) => made(tf.maxPool(activate(made(a, w)) as Image, 2, 2, 'valid'), w),
        normal([batch, height, 3, 16], 1),
        alike,
      ),
    ),
  );
}

describeAgreement(
  'onnx',
  'images of many channels',
  Object.entries(batches).flatMap(([of, batch]) => [
    ...convolutions(of, batch),
    ...betweenThem(of, batch),
    ...activated(of, batch),
  ]),
);
