import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphValue } from '../node';
import { channelsFirst, channelsLast } from '../layout';
import { geometry, outputPadding, type ConvolutionInfo } from './convolution';
import { alike, inputOf, untraceable, type KernelCall, type KernelTrace, type KernelTraces } from './kernel';

function poolInfo(call: KernelCall, x: GraphValue): ConvolutionInfo {
  const { filterSize, strides, pad, dimRoundingMode } = call.attributes;
  return backend_util.computePool2DInfo(
    [...x.shape] as [number, number, number, number],
    filterSize as number,
    strides as number,
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined,
  );
}

function poolGeometry(info: ConvolutionInfo): Record<string, readonly number[]> {
  const { kernel_shape = [], strides = [], pads = [] } = geometry(info);
  return { kernel_shape, strides, pads };
}

function outShape(info: ConvolutionInfo): readonly number[] {
  return [info.batchSize, info.inChannels, info.outHeight, info.outWidth];
}

/** The largest of each window and where it lies in the whole tensor. Unused, the second costs nothing. */
function maxPool(call: KernelCall, x: GraphValue, info: ConvolutionInfo): readonly [GraphValue, GraphValue] {
  const shape = outShape(info);
  const results = [
    { shape, type: x.type },
    { shape, type: 'int64' as const },
  ];
  const source = channelsFirst(call.graph, x);
  const [values, places] = call.graph.nodeWithOutputs('MaxPool', [source], results, poolGeometry(info));
  if (values === undefined || places === undefined) throw untraceable(call, 'gave no values');
  return [values, places];
}

/** The gradient goes to the place of each window's maximum, the first of equal ones; windows that overlap add up. */
const maxPoolGradient: KernelTrace = (call) => {
  const { graph } = call;
  const [dy, x] = [inputOf(call, 'dy'), inputOf(call, 'input')];
  const info = poolInfo(call, x);
  const [, places] = maxPool(call, x, info);
  const shape = [info.batchSize, info.inChannels, info.inHeight, info.inWidth];
  const size = shape.reduce((product, length) => product * length, 1);
  const count = outShape(info).reduce((product, length) => product * length, 1);
  const zeros = graph.expand(graph.constant([0], [], dy.type), [size]);
  const flat = [zeros, graph.reshape(places, [count]), graph.reshape(channelsFirst(graph, dy), [count])];
  const attributes = { axis: 0, ...(overlaps(info) ? { reduction: { text: 'add' } } : {}) };
  return channelsLast(graph, graph.reshape(graph.node('ScatterElements', flat, [size], dy.type, attributes), shape));
};

function overlaps(info: ConvolutionInfo): boolean {
  return info.filterHeight > info.strideHeight || info.filterWidth > info.strideWidth;
}

/** How many pixels of the image each window covers, [1, 1, rows, columns]: padding is not counted. */
function windowSizes(call: KernelCall, info: ConvolutionInfo): GraphValue {
  const covered = (count: number, stride: number, length: number, before: number, image: number): number[] =>
    Array.from({ length: count }, (_, place) => {
      const start = place * stride - before;
      return Math.min(start + length, image) - Math.max(start, 0);
    });
  const rows = covered(info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top, info.inHeight);
  const columns = covered(info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left, info.inWidth);
  const sizes = rows.flatMap((height) => columns.map((width) => height * width));
  return call.graph.constant(sizes, [1, 1, rows.length, columns.length], 'float32');
}

/**
 * Each window's share of the gradient to all of its pixels. tfjs's own kernels divide by the whole window even where it
 * reaches into the padding, which is not the gradient of what they compute; this is.
 */
const averagePoolGradient: KernelTrace = (call) => {
  const { graph } = call;
  const [dy, x] = [inputOf(call, 'dy'), inputOf(call, 'input')];
  const info = poolInfo(call, x);
  const planes = info.batchSize * info.inChannels;
  const share = alike(call, 'Div', [channelsFirst(graph, dy), windowSizes(call, info)]);
  const inputs = [
    graph.reshape(share, [planes, 1, info.outHeight, info.outWidth]),
    ones(call, [1, 1, info.filterHeight, info.filterWidth]),
  ];
  const attributes = { ...poolGeometry(info), output_padding: outputPadding(info) };
  const spread = graph.node('ConvTranspose', inputs, [planes, 1, info.inHeight, info.inWidth], dy.type, attributes);
  return channelsLast(graph, graph.reshape(spread, [info.batchSize, info.inChannels, info.inHeight, info.inWidth]));
};

function ones(call: KernelCall, shape: readonly number[]): GraphValue {
  return call.graph.expand(call.graph.constant([1], [], 'float32'), shape);
}

/** The largest and the mean of windows and their gradients. */
export const poolingKernels: KernelTraces = {
  MaxPool: (call) => {
    const x = inputOf(call, 'x');
    return channelsLast(call.graph, maxPool(call, x, poolInfo(call, x))[0]);
  },
  MaxPoolGrad: maxPoolGradient,
  AvgPool: (call) => {
    const x = inputOf(call, 'x');
    const info = poolInfo(call, x);
    const source = channelsFirst(call.graph, x);
    const attributes = { ...poolGeometry(info), count_include_pad: 0 };
    return channelsLast(call.graph, call.graph.node('AveragePool', [source], outShape(info), x.type, attributes));
  },
  AvgPoolGrad: averagePoolGradient,
};
