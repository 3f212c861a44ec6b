import type { backend_util } from '@tensorflow/tfjs-core';
import { depthToSpace } from './depth-to-space';
import type { GraphValue } from '../../graph/node';
import { integerList, type KernelCall } from './kernel';

/** One phase of an axis: the pixels i with i mod stride = phase, which meet the same taps of the filter. */
interface Phase {
  /** The first tap of the filter, the distance to the next one, and the number of taps. */
  readonly start: number;
  readonly stride: number;
  readonly taps: number;
  /** The padding of the convolution with these taps. */
  readonly before: number;
  readonly after: number;
}

/**
 * ConvTranspose(dy, w; strides) → DepthToSpace(Conv(dy, w₀), Conv(dy, w₁), …): polyphase decomposition of a convolution's
 * gradient for its image. The pixels of one phase meet every stride-th tap of the filter, so that they are a convolution of the
 * gradient with these taps in reversed order. ONNX Runtime spreads convolutions over threads, but not transposed ones.
 * @param image the gradient [batch, outputs, height, width]
 * @param filter [rows, columns, inputs, outputs]
 * @param ordered gives a part of the filter in ONNX's order
 * @returns [batch, inputs, height, width]; undefined where padding or dilations do not allow it
 */
export function gradientByPolyphase(
  call: KernelCall,
  image: GraphValue,
  filter: GraphValue,
  info: backend_util.Conv2DInfo,
  ordered: (part: GraphValue) => GraphValue,
  group: number,
): GraphValue | undefined {
  const { graph } = call;
  const { batchSize, inChannels, inHeight, inWidth, strideHeight, strideWidth } = info;
  const [rows, columns] = [phasesOfRows(info), phasesOfColumns(info)];
  if (rows === undefined || columns === undefined) return undefined;
  const [height, width] = [Math.ceil(inHeight / strideHeight), Math.ceil(inWidth / strideWidth)];
  const shape = [batchSize, inChannels, height, width];
  const parts = rows.flatMap((row) =>
    columns.map((column) => {
      if (row.taps * column.taps === 0) return graph.expand(graph.constant([0], [], image.type), shape);
      return graph.node('Conv', [image, ordered(reversedPart(call, filter, row, column))], shape, image.type, {
        kernel_shape: [row.taps, column.taps],
        strides: [1, 1],
        dilations: [info.dilationHeight, info.dilationWidth],
        pads: [row.before, column.before, row.after, column.after],
        group,
      });
    }),
  );
  const whole = depthToSpace(graph, parts, strideHeight, strideWidth);
  if (height * strideHeight === inHeight && width * strideWidth === inWidth) return whole;
  const lists = [
    [0, 0],
    [inHeight, inWidth],
    [2, 3],
  ].map((list) => integerList(call, list));
  return graph.node('Slice', [whole, ...lists], [batchSize, inChannels, inHeight, inWidth], image.type);
}

function phasesOfRows(info: backend_util.Conv2DInfo): readonly Phase[] | undefined {
  const { inHeight, outHeight, filterHeight, strideHeight, dilationHeight, padInfo } = info;
  return phases(inHeight, outHeight, filterHeight, strideHeight, dilationHeight, padInfo.top);
}

function phasesOfColumns(info: backend_util.Conv2DInfo): readonly Phase[] | undefined {
  const { inWidth, outWidth, filterWidth, strideWidth, dilationWidth, padInfo } = info;
  return phases(inWidth, outWidth, filterWidth, strideWidth, dilationWidth, padInfo.left);
}

/** The phases of one axis; undefined where one would need negative padding, or where strides meet dilations. */
function phases(
  length: number,
  outputs: number,
  filter: number,
  stride: number,
  dilation: number,
  padding: number,
): readonly Phase[] | undefined {
  if (stride > 1 && dilation > 1) return undefined;
  const count = Math.ceil(length / stride);
  const found = Array.from({ length: stride }, (_, phase): Phase => {
    const start = (phase + padding) % stride;
    const taps = Math.max(0, Math.ceil((filter - start) / stride));
    const reach = (taps - 1) * dilation;
    const before = reach - Math.floor((phase + padding) / stride);
    return { start, stride, taps, before, after: count - outputs - before + reach };
  });
  const isAllowed = found.every(({ taps, before, after }) => taps === 0 || (before >= 0 && after >= 0));
  return isAllowed ? found : undefined;
}

/** The taps of a filter that two phases meet, from the last to the first. */
function reversedPart(call: KernelCall, filter: GraphValue, row: Phase, column: Phase): GraphValue {
  const [rows, columns, ...channels] = filter.shape;
  if (rows === 1 && columns === 1) return filter;
  const both = [row, column];
  const lists = [
    both.map(({ start, taps, stride }) => start + (taps - 1) * stride),
    both.map(({ start }) => (start > 0 ? start - 1 : Number.MIN_SAFE_INTEGER)),
    [0, 1],
    both.map(({ stride }) => -stride),
  ].map((list) => integerList(call, list));
  return call.graph.node('Slice', [filter, ...lists], [row.taps, column.taps, ...channels], filter.type);
}
