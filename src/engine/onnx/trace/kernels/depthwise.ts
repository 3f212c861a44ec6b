import type { GraphBuilder } from '../graph-builder';
import type { GraphValue } from '../../graph/node';
import { channelsFirst, channelsLast } from '../image-layout';
import { activate } from './activation';
import {
  convolutionInfo,
  geometry,
  filterPositions,
  outputPadding,
  patches,
  type ConvolutionInfo,
} from './convolution';
import { elementwiseOf, inputOf, integerList, type KernelCall, type KernelTrace, type KernelTraces } from './kernel';
import { gradientByPolyphase } from './polyphase';

/** tfjs's filter [rows, columns, channels, multiplier] as ONNX's [channels · multiplier, 1, rows, columns]. */
function filterByGroup(graph: GraphBuilder, filter: GraphValue): GraphValue {
  const [rows = 1, columns = 1, channels = 1, multiplier = 1] = filter.shape;
  return graph.reshape(graph.transpose(filter, [2, 3, 0, 1]), [channels * multiplier, 1, rows, columns]);
}

function depthwise(call: KernelCall): GraphValue {
  const { graph } = call;
  const [x, filter] = [inputOf(call, 'x'), inputOf(call, 'filter')];
  const info = convolutionInfo(call, x.shape, filter.shape, true);
  const inputs = [channelsFirst(graph, x), filterByGroup(graph, filter)];
  const shape = [info.batchSize, info.outChannels, info.outHeight, info.outWidth];
  const attributes = { ...geometry(info), group: info.inChannels };
  return channelsLast(graph, graph.node('Conv', inputs, shape, x.type, attributes));
}

const inputGradient: KernelTrace = (call) => {
  const { graph } = call;
  const [dy, filter] = [inputOf(call, 'dy'), inputOf(call, 'filter')];
  const info = convolutionInfo(call, call.attributes['inputShape'] as number[], filter.shape, true);
  const image = channelsFirst(graph, dy);
  const { batchSize, inChannels, inHeight, inWidth } = info;
  if (info.outChannels === inChannels) {
    const ordered = (part: GraphValue): GraphValue => filterByGroup(graph, part);
    const gradient = gradientByPolyphase(call, image, filter, info, ordered, inChannels);
    if (gradient !== undefined) return channelsLast(graph, gradient);
  }
  const inputs = [image, filterByGroup(graph, filter)];
  const attributes = { ...geometry(info), output_padding: outputPadding(info), group: inChannels };
  const shape = [batchSize, inChannels, inHeight, inWidth];
  return channelsLast(graph, graph.node('ConvTranspose', inputs, shape, dy.type, attributes));
};

const filterGradient: KernelTrace = (call) => {
  const [x, dy] = [inputOf(call, 'x'), inputOf(call, 'dy')];
  const info = convolutionInfo(call, x.shape, call.attributes['filterShape'] as number[], true);
  return info.outChannels === info.inChannels
    ? gradientByConvolution(call, x, dy, info)
    : gradientByProducts(call, x, dy, info);
};

/**
 * dw = ReduceSum(Conv(x, dy; group=batch·channels)): folds the batch into the channels, so that each channel of each example
 * is convolved with its own gradient, and sums over the examples.
 */
function gradientByConvolution(call: KernelCall, x: GraphValue, dy: GraphValue, info: ConvolutionInfo): GraphValue {
  const { graph } = call;
  const { batchSize, inChannels, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth } = info;
  const { top, left, bottom, right } = info.padInfo;
  const all = batchSize * inChannels;
  const image = graph.reshape(channelsFirst(graph, x), [1, all, inHeight, inWidth]);
  const filter = graph.reshape(channelsFirst(graph, dy), [all, 1, outHeight, outWidth]);
  const [rows, columns] = filterPositions(info);
  const steps = [Math.ceil(rows / info.dilationHeight), Math.ceil(columns / info.dilationWidth)];
  const sums = graph.node('Conv', [image, filter], [1, all, ...steps], x.type, {
    kernel_shape: [outHeight, outWidth],
    strides: [info.dilationHeight, info.dilationWidth],
    dilations: [info.strideHeight, info.strideWidth],
    pads: [top, left, bottom, right],
    group: all,
  });
  const byExample = graph.reshape(sums, [batchSize, inChannels, ...steps]);
  const shares = graph.node('ReduceSum', [byExample, integerList(call, [0])], [inChannels, ...steps], x.type, {
    keepdims: 0,
  });
  const reached = [inChannels, filterHeight, filterWidth];
  const lists = [[0, 0], reached.slice(1), [1, 2]].map((list) => integerList(call, list));
  const isWhole = steps[0] === filterHeight && steps[1] === filterWidth;
  const kept = isWhole ? shares : graph.node('Slice', [shares, ...lists], reached, x.type);
  return graph.reshape(graph.transpose(kept, [1, 2, 0]), [filterHeight, filterWidth, inChannels, 1]);
}

/** For each channel im2col(x) [positions, pixels] · dy [pixels, multiplier]. */
function gradientByProducts(call: KernelCall, x: GraphValue, dy: GraphValue, info: ConvolutionInfo): GraphValue {
  const { graph } = call;
  const [channels, multiplier] = [info.inChannels, info.outChannels / info.inChannels];
  const pixels = info.batchSize * info.outHeight * info.outWidth;
  const parts = patches(call, x, info).map((part) => graph.reshape(part, [1, pixels, channels]));
  const seen = graph.node('Concat', parts, [parts.length, pixels, channels], x.type, { axis: 0 });
  const left = graph.transpose(seen, [2, 0, 1]);
  const right = graph.transpose(graph.reshape(dy, [pixels, channels, multiplier]), [1, 0, 2]);
  const products = graph.node('MatMul', [left, right], [channels, parts.length, multiplier], x.type);
  const shape = [info.filterHeight, info.filterWidth, channels, multiplier];
  return graph.reshape(graph.transpose(products, [1, 0, 2]), shape);
}

/** Depthwise convolutions and their gradients. */
export const depthwiseKernels: KernelTraces = {
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2dNativeBackpropInput: inputGradient,
  DepthwiseConv2dNativeBackpropFilter: filterGradient,
  FusedDepthwiseConv2D: (call) => {
    const bias = call.inputs['bias'];
    const sums = depthwise(call);
    return activate(call, bias === undefined ? sums : elementwiseOf(call, 'Add', [sums, bias]));
  },
};
