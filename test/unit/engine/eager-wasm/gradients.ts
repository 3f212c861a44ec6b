import * as tf from '@tensorflow/tfjs-core';
import { isolated, patches, spread, type Window } from './windows';

type Image = tf.Tensor4D;
type Attributes = Readonly<Record<string, unknown>>;
type Compute = (inputs: Readonly<Record<string, tf.Tensor>>, attributes: Attributes) => tf.Tensor;

/**
 * Gradients that tfjs's WebAssembly backend lacks or has wrong (4.22: the maximum's goes to other pixels, the mean's counts
 * the padding although the mean does not), written with operations that it has.
 */
const gradients: Readonly<Record<string, Compute>> = {
  Conv2DBackpropFilter: ({ x, dy }, attributes) => {
    const shape = attributes['filterShape'] as Shape4;
    const info = convolutionInfo(shapeOf(x), shape, attributes, false);
    const gradient = tf.reshape(given(dy), [-1, info.outChannels]);
    const products = patches(given(x) as Image, info).map((part) =>
      tf.matMul(tf.reshape(part, [-1, info.inChannels]), gradient, true),
    );
    return tf.reshape(tf.concat(products), shape);
  },
  DepthwiseConv2dNativeBackpropFilter: ({ x, dy }, attributes) => {
    const shape = attributes['filterShape'] as Shape4;
    const info = convolutionInfo(shapeOf(x), shape, attributes, true);
    const multiplier = info.outChannels / info.inChannels;
    const gradient = tf.reshape(given(dy), [-1, info.inChannels, multiplier]);
    const sums = patches(given(x) as Image, info).map((part) =>
      tf.sum(tf.mul(tf.reshape(part, [-1, info.inChannels, 1]), gradient), 0),
    );
    return tf.reshape(tf.stack(sums), shape);
  },
  DepthwiseConv2dNativeBackpropInput: ({ dy, filter }, attributes) => {
    const shape = attributes['inputShape'] as Shape4;
    const weights = given(filter) as Image;
    const info = convolutionInfo(shape, weights.shape, attributes, true);
    const multiplier = info.outChannels / info.inChannels;
    const gradient = tf.reshape(given(dy), [-1, info.inChannels, multiplier]);
    return spread(info, (row, column) => {
      const weight = tf.reshape(tf.slice(weights, [row, column], [1, 1]), [1, info.inChannels, multiplier]);
      return tf.reshape(tf.sum(tf.mul(gradient, weight), 2), outShape(info));
    });
  },
  MaxPoolGrad: ({ dy, input, output }, attributes) => {
    const info = poolInfo(shapeOf(input), attributes);
    const gradient = given(dy) as Image;
    let free = tf.onesLike(gradient);
    const shares = patches(given(input) as Image, info, -Infinity).map((part) => {
      const largest = tf.cast(tf.equal(part, given(output)), 'float32');
      const first = tf.mul(largest, free);
      free = tf.sub(free, first);
      return tf.mul<Image>(first, gradient);
    });
    return spread(info, (row, column) => given(shares[row * info.filterWidth + column]) as Image);
  },
  AvgPoolGrad: ({ dy, input }, attributes) => {
    const info = poolInfo(shapeOf(input), attributes);
    const covered = patches(tf.ones([1, info.inHeight, info.inWidth, 1]), info);
    const share = tf.div<Image>(given(dy), tf.addN(covered));
    return spread(info, () => share);
  },
  UnsortedSegmentSum: ({ x, segmentIds }, attributes) => {
    const values = given(x);
    const count = attributes['numSegments'] as number;
    const places = tf.oneHot(tf.cast(tf.reshape(given(segmentIds), [-1]), 'int32'), count, 1, 0, 'float32');
    const rows = tf.reshape(values, [given(segmentIds).size, -1]);
    return tf.reshape(tf.matMul(places as tf.Tensor2D, rows, true), [count, ...values.shape.slice(1)]);
  },
};

type Shape4 = [number, number, number, number];

function convolutionInfo(image: Shape4, filter: Shape4, attributes: Attributes, isDepthwise: boolean): Window {
  const { strides, dilations, pad, dimRoundingMode } = attributes;
  return tf.backend_util.computeConv2DInfo(
    image,
    filter,
    strides as number,
    (dilations as number | undefined) ?? 1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined,
    isDepthwise,
  );
}

function poolInfo(image: Shape4, { filterSize, strides, pad, dimRoundingMode }: Attributes): Window {
  return tf.backend_util.computePool2DInfo(
    image,
    filterSize as number,
    strides as number,
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined,
  );
}

function outShape(info: Window): Shape4 {
  return [info.batchSize, info.outHeight, info.outWidth, info.inChannels];
}

function given(tensor: tf.Tensor | undefined): tf.Tensor {
  if (tensor === undefined) throw new Error('a gradient was called without one of its inputs');
  return tensor;
}

function shapeOf(tensor: tf.Tensor | undefined): Shape4 {
  return given(tensor).shape as Shape4;
}

const registered = new Set<string>();

/** Registers these gradients for a backend, once. */
export function registerMissingGradients(backendName: string): void {
  if (registered.has(backendName)) return;
  registered.add(backendName);
  const existing = new Set(tf.getKernelsForBackend(backendName).map(({ kernelName }) => kernelName));
  const backend = tf.engine().findBackend(backendName);
  for (const [kernelName, compute] of Object.entries(gradients)) {
    if (existing.has(kernelName)) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) =>
        isolated(backend, () => compute(inputs as Record<string, tf.Tensor>, attrs as Attributes)),
    });
  }
}
