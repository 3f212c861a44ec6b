import { backend_util } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../graph/shape';
import type { GraphValue } from '../../graph/node';
import { asMade, channelsFirst, channelsLast } from '../image-layout';
import { depthToSpace } from './depth-to-space';
import { geometry, outputPadding, patches, type ConvolutionInfo } from './convolution';
import {
  elementwiseOf,
  inputOf,
  integerList,
  heaviside,
  untraceable,
  type KernelCall,
  type KernelTrace,
  type KernelTraces,
} from './kernel';

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

/** The maximum of each window and its position in the whole tensor; unread positions are pruned. */
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

/** Whether windows tile the image: they do not overlap, and none reaches over an edge. */
function isTiling({ filterHeight, filterWidth, strideHeight, strideWidth, padInfo }: ConvolutionInfo): boolean {
  const { top, left, bottom, right } = padInfo;
  return filterHeight === strideHeight && filterWidth === strideWidth && top + left + bottom + right === 0;
}

/** MaxPoolGrad: the gradient goes to the position of each window's maximum, the first of equal ones. */
const maxPoolGradient: KernelTrace = (call) => {
  const [dy, x] = [inputOf(call, 'dy'), inputOf(call, 'input')];
  const info = poolInfo(call, x);
  if (!isTiling(info)) return scattered(call, dy, x, info);
  const gradient = tiledGradient(call, dy, x, info);
  const source = asMade(call.graph, x);
  if (call.graph.madeBy(source, 'Relu') !== undefined) {
    call.graph.setMasked(gradient, source, () => tiledGradient(call, maskedGradient(call, dy, x, info), x, info));
  }
  return gradient;
};

/** dy · heaviside(MaxPool(x)): relu's gradient before a pool, taken after it on fewer pixels. A maximum is above 0 where its pixel is. */
function maskedGradient(call: KernelCall, dy: GraphValue, x: GraphValue, info: ConvolutionInfo): GraphValue {
  const y = channelsLast(call.graph, maxPool(call, x, info)[0]);
  return elementwiseOf(call, 'Mul', [dy, heaviside(call, y)]);
}

/** For windows that overlap or reach into the padding: ScatterElements of dy at the positions of the maxima. */
function scattered(call: KernelCall, dy: GraphValue, x: GraphValue, info: ConvolutionInfo): GraphValue {
  const { graph } = call;
  const [, places] = maxPool(call, x, info);
  const shape = [info.batchSize, info.inChannels, info.inHeight, info.inWidth];
  const [size, count] = [sizeOf(shape), sizeOf(outShape(info))];
  const zeros = graph.expand(graph.constant([0], [], dy.type), [size]);
  const flat = [zeros, graph.reshape(places, [count]), graph.reshape(channelsFirst(graph, dy), [count])];
  const sums = graph.node('ScatterElements', flat, [size], dy.type, { axis: 0, reduction: { text: 'add' } });
  return channelsLast(graph, graph.reshape(sums, shape));
}

/**
 * For windows that tile the image: DepthToSpace of dy at each position of a window where the maximum lies there. Several times
 * as fast as a pool that gives positions.
 */
function tiledGradient(call: KernelCall, dy: GraphValue, x: GraphValue, info: ConvolutionInfo): GraphValue {
  const { graph } = call;
  const { filterHeight, filterWidth, inHeight, inWidth } = info;
  const { shares: parts, rests } = maximaShares(call, dy, x, info);
  const shares = parts.map((part) => channelsFirst(graph, part));
  const covered = depthToSpace(graph, shares, filterHeight, filterWidth);
  const tiling = { source: dy, rests, height: filterHeight, width: filterWidth };
  return graph.setTiling(channelsLast(graph, padToSize(call, covered, inHeight, inWidth)), tiling);
}

/**
 * For each position in a window the gradient where the first of the window's maxima lies there, and where it lies there or behind, else 0, in
 * NHWC.
 */
function maximaShares(
  call: KernelCall,
  dy: GraphValue,
  x: GraphValue,
  info: ConvolutionInfo,
): { readonly shares: readonly GraphValue[]; readonly rests: readonly GraphValue[] } {
  const y = channelsLast(call.graph, maxPool(call, x, info)[0]);
  const shares: GraphValue[] = [];
  let rest = dy;
  const rests = [dy];
  for (const largest of prefixMaxima(call, x, info)) {
    const others = elementwiseOf(call, 'Mul', [rest, heaviside(call, elementwiseOf(call, 'Sub', [y, largest]))]);
    shares.push(elementwiseOf(call, 'Sub', [rest, others]));
    rest = others;
    rests.push(rest);
  }
  // The maxima of the remaining windows lie at the last position.
  return { shares: [...shares, rest], rests };
}

/**
 * For each position in a window but the last a value that equals the window's maximum if and only if that lies there or at an
 * earlier position: the maximum of the positions neither below nor to the right. These are pools too, which read an image in
 * the layout in which it was made. Where windows do not fill the image, it is the pixel at the position.
 */
function prefixMaxima(call: KernelCall, x: GraphValue, info: ConvolutionInfo): readonly GraphValue[] {
  const { filterHeight, filterWidth, outHeight, outWidth } = info;
  if (outHeight * filterHeight !== info.inHeight || outWidth * filterWidth !== info.inWidth) {
    return patches(call, x, info).slice(0, -1);
  }
  return Array.from({ length: filterHeight * filterWidth - 1 }, (_, place) => {
    const [rows, columns] = [Math.floor(place / filterWidth) + 1, (place % filterWidth) + 1];
    return channelsLast(call.graph, maxPool(call, x, { ...info, filterHeight: rows, filterWidth: columns })[0]);
  });
}

/** Pads an image in NCHW with the rows and columns that no window reached. */
function padToSize(call: KernelCall, image: GraphValue, height: number, width: number): GraphValue {
  const [batch = 1, channels = 1, rows = 1, columns = 1] = image.shape;
  if (rows === height && columns === width) return image;
  const around = integerList(call, [0, 0, 0, 0, 0, 0, height - rows, width - columns]);
  return call.graph.node('Pad', [image, around], [batch, channels, height, width], image.type);
}

/** The number of pixels in each window without padding, [1, 1, rows, columns]. */
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

/** Means over larger windows take a transposed convolution in place of tiles. */
const maxTiledArea = 16;

/**
 * AvgPoolGrad: each window's gradient in equal shares to all of its pixels. tfjs's own kernels divide by the whole window even
 * where it reaches into the padding, which is not the gradient of what they compute; this is.
 */
const averagePoolGradient: KernelTrace = (call) => {
  const { graph } = call;
  const [dy, x] = [inputOf(call, 'dy'), inputOf(call, 'input')];
  const info = poolInfo(call, x);
  const area = info.filterHeight * info.filterWidth;
  if (isTiling(info) && area <= maxTiledArea) {
    const share = channelsFirst(graph, elementwiseOf(call, 'Div', [dy, graph.constant([area], [], dy.type)]));
    const shares = Array.from({ length: area }, () => share);
    const covered = depthToSpace(graph, shares, info.filterHeight, info.filterWidth);
    return channelsLast(graph, padToSize(call, covered, info.inHeight, info.inWidth));
  }
  const planes = info.batchSize * info.inChannels;
  const share = elementwiseOf(call, 'Div', [channelsFirst(graph, dy), windowSizes(call, info)]);
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

/** Max and average pools and their gradients. */
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
