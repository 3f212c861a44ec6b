import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph-builder';
import { sizeOf } from '../../graph/shape';
import type { GraphValue } from '../../graph/node';
import { channelsFirst, channelsLast } from '../image-layout';
import { activate } from './activation';
import { gradientByPolyphase } from './polyphase';
import {
  elementwiseOf,
  inputOf,
  integerList,
  untraceable,
  type KernelCall,
  type KernelTrace,
  type KernelTraces,
} from './kernel';

type Shape4 = [number, number, number, number];
export type ConvolutionInfo = backend_util.Conv2DInfo;

/** The geometry of a convolution by tfjs's rules, from the shapes of its image [NHWC] and its filter. */
export function convolutionInfo(
  call: KernelCall,
  image: readonly number[],
  filter: readonly number[],
  isDepthwise = false,
): ConvolutionInfo {
  const { strides, dilations, pad, dimRoundingMode } = call.attributes;
  const format = (call.attributes['dataFormat'] as string | undefined) ?? 'NHWC';
  if (format !== 'NHWC') throw untraceable(call, `of the layout ${format} cannot be traced, only of NHWC`);
  return backend_util.computeConv2DInfo(
    [...image] as Shape4,
    [...filter] as Shape4,
    strides as number,
    (dilations as number | undefined) ?? 1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined,
    isDepthwise,
  );
}

/** A convolution's geometry as ONNX's attributes. */
export function geometry(info: ConvolutionInfo): Record<string, readonly number[]> {
  const { top, left, bottom, right } = info.padInfo;
  return {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, bottom, right],
  };
}

/** The rows and columns that a transposed convolution adds at the end where strides do not divide the image. */
export function outputPadding(info: ConvolutionInfo): readonly number[] {
  const { top, left, bottom, right } = info.padInfo;
  const rows = info.inHeight + top + bottom - (info.strideHeight * (info.outHeight - 1) + info.effectiveFilterHeight);
  const columns = info.inWidth + left + right - (info.strideWidth * (info.outWidth - 1) + info.effectiveFilterWidth);
  return [rows, columns];
}

/** The value with zeros around its rows and columns. */
export function padded(call: KernelCall, image: GraphValue, info: ConvolutionInfo): GraphValue {
  const { top, left, bottom, right } = info.padInfo;
  if (top + left + bottom + right === 0) return image;
  const [batch = 1, rows = 1, columns = 1, channels = 1] = image.shape;
  const shape = [batch, rows + top + bottom, columns + left + right, channels];
  return call.graph.node('Pad', [image, integerList(call, [0, top, left, 0, 0, bottom, right, 0])], shape, image.type);
}

/** im2col by slices: for each position in the filter, row by row, the part of the padded image that it reads, in NHWC. */
export function patches(call: KernelCall, image: GraphValue, info: ConvolutionInfo): readonly GraphValue[] {
  const { filterHeight, filterWidth, outHeight, outWidth, strideHeight, strideWidth } = info;
  const whole = padded(call, image, info);
  const [batch = 1, , , channels = 1] = whole.shape;
  return Array.from({ length: filterHeight * filterWidth }, (_, place) => {
    const row = Math.floor(place / filterWidth) * info.dilationHeight;
    const column = (place % filterWidth) * info.dilationWidth;
    const ends = [row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1];
    const lists = [[row, column], ends, [1, 2], [strideHeight, strideWidth]].map((list) => integerList(call, list));
    return call.graph.node('Slice', [whole, ...lists], [batch, outHeight, outWidth, channels], image.type);
  });
}

/** tfjs's filter [rows, columns, inputs, outputs] in ONNX's order. */
function filterFirst(graph: GraphBuilder, filter: GraphValue): GraphValue {
  return graph.transpose(filter, [3, 2, 0, 1]);
}

function convolution(call: KernelCall): GraphValue {
  const { graph } = call;
  const [x, filter] = [inputOf(call, 'x'), inputOf(call, 'filter')];
  const info = convolutionInfo(call, x.shape, filter.shape);
  const inputs = [channelsFirst(graph, x), filterFirst(graph, filter)];
  const shape = [info.batchSize, info.outChannels, info.outHeight, info.outWidth];
  return channelsLast(graph, graph.node('Conv', inputs, shape, x.type, geometry(info)));
}

const inputGradient: KernelTrace = (call) => {
  const { graph } = call;
  const [dy, filter] = [inputOf(call, 'dy'), inputOf(call, 'filter')];
  const info = convolutionInfo(call, call.attributes['inputShape'] as number[], filter.shape);
  const image = channelsFirst(graph, dy);
  const gradient = gradientByPolyphase(call, image, filter, info, (part) => graph.transpose(part, [2, 3, 0, 1]), 1);
  if (gradient !== undefined) return channelsLast(graph, gradient);
  const shape = [info.batchSize, info.inChannels, info.inHeight, info.inWidth];
  const attributes = { ...geometry(info), output_padding: outputPadding(info) };
  return channelsLast(
    graph,
    graph.node('ConvTranspose', [image, filterFirst(graph, filter)], shape, dy.type, attributes),
  );
};

/** With fewer input channels a gradient that comes in tiles is multiplied tile by tile. */
const minChannels = 4;

const filterGradient: KernelTrace = (call) => {
  const [x, dy] = [inputOf(call, 'x'), inputOf(call, 'dy')];
  const info = convolutionInfo(call, x.shape, call.attributes['filterShape'] as number[]);
  if (info.dilationWidth > 1) return gradientByProducts(call, x, dy, info);
  const tiled = info.inChannels < minChannels ? gradientByTiles(call, x, dy, info) : undefined;
  return tiled ?? gradientByConvolution(call, x, dy, info);
};

/**
 * dw = Conv(x, dy): the filter's gradient as a convolution whose channels are the examples of the batch and whose filter is
 * the output's gradient. The image is read in NHWC with pixels and channels as columns: a step from pixel to pixel is a
 * dilation of `inChannels` columns. ONNX Runtime's convolution unfolds the image in pieces, which costs less than to write it
 * unfolded for one large product.
 */
function gradientByConvolution(call: KernelCall, x: GraphValue, dy: GraphValue, info: ConvolutionInfo): GraphValue {
  const { graph } = call;
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, strideHeight, strideWidth } =
    info;
  const { filterHeight, filterWidth, effectiveFilterHeight } = info;
  const { top, left, bottom, right } = info.padInfo;
  const image = graph.reshape(x, [1, batchSize, inHeight, inWidth * inChannels]);
  const filter = graph.transpose(dy, [3, 0, 1, 2]);
  const [rows, columns] = filterPositions(info);
  const steps = Math.floor((rows - 1) / info.dilationHeight) + 1;
  const sums = graph.node('Conv', [image, filter], [1, outChannels, steps, columns * inChannels], x.type, {
    kernel_shape: [outHeight, outWidth],
    strides: [info.dilationHeight, 1],
    dilations: [strideHeight, strideWidth * inChannels],
    pads: [top, left * inChannels, bottom, right * inChannels],
  });
  // Strides that do not divide the image leave rows and columns that no window reaches.
  const isWhole = rows === effectiveFilterHeight && columns === filterWidth;
  const lists = [
    [0, 0],
    [filterHeight, filterWidth * inChannels],
    [2, 3],
  ].map((list) => integerList(call, list));
  const reached = [1, outChannels, filterHeight, filterWidth * inChannels];
  const kept = isWhole ? sums : graph.node('Slice', [sums, ...lists], reached, x.type);
  const flat = graph.reshape(kept, [outChannels, filterHeight * filterWidth * inChannels]);
  return graph.reshape(graph.transpose(flat, [1, 0]), [filterHeight, filterWidth, inChannels, outChannels]);
}

/** The rows and columns of positions of a filter as large as the output in its padded image. */
export function filterPositions(info: ConvolutionInfo): readonly [number, number] {
  const { top, left, bottom, right } = info.padInfo;
  return [
    info.inHeight + top + bottom - (info.outHeight - 1) * info.strideHeight,
    info.inWidth + left + right - (info.outWidth - 1) * info.strideWidth,
  ];
}

/** dw = im2col(x)ᵀ · dy, for any geometry. */
function gradientByProducts(call: KernelCall, x: GraphValue, dy: GraphValue, info: ConvolutionInfo): GraphValue {
  const { graph } = call;
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const shape = [filterHeight, filterWidth, inChannels, outChannels];
  const seen = concatenate(graph, patches(call, x, info), 3);
  return graph.reshape(transposedProduct(graph, flat(graph, seen), flat(graph, dy)), shape);
}

/**
 * dw = Σ over tiles Slice(im2col(x)ᵀ · tile): the filter's gradient before a pool, from the parts of the pool's gradient
 * without putting them together. im2col is taken of all that a pool's window reads; each tile slices its part of the product. A tile is the
 * difference of two rests, and so is its product: parts that nothing else reads are not written.
 */
function gradientByTiles(
  call: KernelCall,
  x: GraphValue,
  dy: GraphValue,
  info: ConvolutionInfo,
): GraphValue | undefined {
  const tiling = call.graph.tilingOf(dy);
  const isPlain = info.strideHeight * info.strideWidth * info.dilationHeight * info.dilationWidth === 1;
  const [, rows = 0, columns = 0] = tiling?.source.shape ?? [];
  if (tiling === undefined || !isPlain || rows * tiling.height !== info.outHeight) return undefined;
  if (columns * tiling.width !== info.outWidth) return undefined;
  const [height, width] = [info.filterHeight + tiling.height - 1, info.filterWidth + tiling.width - 1];
  const seen = windows(call, x, {
    ...info,
    ...{ filterHeight: height, filterWidth: width, effectiveFilterHeight: height, effectiveFilterWidth: width },
    ...{ strideHeight: tiling.height, strideWidth: tiling.width, outHeight: rows, outWidth: columns },
  });
  const shape = [info.filterHeight, info.filterWidth, info.inChannels, info.outChannels];
  const products = tiling.rests.map((rest) => transposedProduct(call.graph, seen, flat(call.graph, rest)));
  const shares = products.map((all, place) => {
    const behind = products[place + 1];
    const product = behind === undefined ? all : call.graph.node('Sub', [all, behind], all.shape, x.type);
    const whole = call.graph.reshape(product, [height, width, info.inChannels, info.outChannels]);
    const [row, column] = [Math.floor(place / tiling.width), place % tiling.width];
    const ends = [row + info.filterHeight, column + info.filterWidth];
    const lists = [[row, column], ends, [0, 1]].map((list) => integerList(call, list));
    return call.graph.node('Slice', [whole, ...lists], shape, x.type);
  });
  return shares.length === 1 ? shares[0] : call.graph.node('Sum', shares, shape, x.type);
}

/** An image batch in NHWC as a matrix, a pixel a row. */
function flat(graph: GraphBuilder, image: GraphValue): GraphValue {
  const channels = image.shape.at(-1) ?? 1;
  return graph.reshape(image, [sizeOf(image.shape) / channels, channels]);
}

/** im2col, a window a row, as a convolution with one-hot filters, which is faster than copies. */
function windows(call: KernelCall, x: GraphValue, info: ConvolutionInfo): GraphValue {
  const { graph } = call;
  const { filterHeight, filterWidth, inChannels, batchSize, outHeight, outWidth } = info;
  const area = filterHeight * filterWidth;
  const count = area * inChannels;
  const ones = new Float32Array(count * count);
  // The filter of (position, channel) has its 1 at [channel, position].
  for (let index = 0; index < count; index += 1) {
    ones[index * count + (index % inChannels) * area + Math.floor(index / inChannels)] = 1;
  }
  const filter = graph.constant(ones, [count, inChannels, filterHeight, filterWidth], x.type);
  const shape = [batchSize, count, outHeight, outWidth];
  const seen = graph.node('Conv', [channelsFirst(graph, x), filter], shape, x.type, geometry(info));
  return flat(graph, channelsLast(graph, seen));
}

/** aᵀ·b. */
function transposedProduct(graph: GraphBuilder, a: GraphValue, b: GraphValue): GraphValue {
  const shape = [a.shape[1] ?? 1, b.shape[1] ?? 1];
  return graph.node('Gemm', [a, b], shape, a.type, { transA: 1, transB: 0 });
}

/** Concatenates values of one shape along an axis. */
export function concatenate(graph: GraphBuilder, values: readonly GraphValue[], axis: number): GraphValue {
  const [first] = values;
  if (first === undefined) throw new Error('nothing to concatenate');
  if (values.length === 1) return first;
  const shape = first.shape.map((length, index) => (index === axis ? length * values.length : length));
  return graph.node('Concat', values, shape, first.type, { axis });
}

/** Convolutions over rows and columns and their gradients. */
export const convolutionKernels: KernelTraces = {
  Conv2D: convolution,
  Conv2DBackpropInput: inputGradient,
  Conv2DBackpropFilter: filterGradient,
  FusedConv2D: (call) => {
    const bias = call.inputs['bias'];
    const sums = convolution(call);
    return activate(call, bias === undefined ? sums : elementwiseOf(call, 'Add', [sums, bias]));
  },
};
