import type { Graph } from '../graph';
import type { GraphValue } from '../node';
import { channelsFirst, channelsLast } from '../layout';
import { activated } from './activation';
import { convolutionInfo, geometry, outputPadding, patches } from './convolution';
import { alike, inputOf, type KernelCall, type KernelTrace, type KernelTraces } from './kernel';

/** tfjs's filter [rows, columns, channels, multiplier] as ONNX's of one group for each channel. */
function filterByGroup(graph: Graph, filter: GraphValue): GraphValue {
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
  const inputs = [channelsFirst(graph, dy), filterByGroup(graph, filter)];
  const shape = [info.batchSize, info.inChannels, info.inHeight, info.inWidth];
  const attributes = { ...geometry(info), output_padding: outputPadding(info), group: info.inChannels };
  return channelsLast(graph, graph.node('ConvTranspose', inputs, shape, dy.type, attributes));
};

/** For each channel the product of what the filter's places see [places, pixels] and the gradient [pixels, multiplier]. */
const filterGradient: KernelTrace = (call) => {
  const { graph } = call;
  const [x, dy] = [inputOf(call, 'x'), inputOf(call, 'dy')];
  const filterShape = call.attributes['filterShape'] as number[];
  const info = convolutionInfo(call, x.shape, filterShape, true);
  const [channels, multiplier] = [info.inChannels, info.outChannels / info.inChannels];
  const pixels = info.batchSize * info.outHeight * info.outWidth;
  const parts = patches(call, x, info).map((part) => graph.reshape(part, [1, pixels, channels]));
  const seen = graph.node('Concat', parts, [parts.length, pixels, channels], x.type, { axis: 0 });
  const left = graph.transpose(seen, [2, 0, 1]);
  const right = graph.transpose(graph.reshape(dy, [pixels, channels, multiplier]), [1, 0, 2]);
  const products = graph.node('MatMul', [left, right], [channels, parts.length, multiplier], x.type);
  return graph.reshape(graph.transpose(products, [1, 0, 2]), filterShape);
};

/** Convolutions of each channel by itself and their gradients. */
export const depthwiseKernels: KernelTraces = {
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2dNativeBackpropInput: inputGradient,
  DepthwiseConv2dNativeBackpropFilter: filterGradient,
  FusedDepthwiseConv2D: (call) => {
    const bias = call.inputs['bias'];
    const sums = depthwise(call);
    return activated(call, bias === undefined ? sums : alike(call, 'Add', [sums, bias]));
  },
};
