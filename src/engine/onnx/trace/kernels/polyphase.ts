import type { backend_util } from '@tensorflow/tfjs-core';
import { depthToSpace } from './depth-to-space';
import type { GraphValue } from '../../graph/node';
import { integers, type KernelCall } from './kernel';

/** One of the lines of pixels, in rows or in columns, that see the same places of a filter. */
interface Phase {
  /** The first place of the filter that it sees, how far it is to the next one, and how many there are. */
  readonly start: number;
  readonly stride: number;
  readonly places: number;
  /** The padding that the convolution with these places needs. */
  readonly before: number;
  readonly after: number;
}

/**
 * A convolution's gradient for its image: where the convolution goes by strides, pixels see every so manieth place of the
 * filter only. Pixels that see the same places are a convolution of the gradient with that part of the filter, turned around;
 * they are put together in the end. ONNX Runtime spreads convolutions over threads as it does not transposed ones.
 * @param image the gradient [batch, outputs, height, width]
 * @param filter [rows, columns, inputs, outputs]
 * @param ordered gives a part of the filter in ONNX's order
 * @returns [batch, inputs, height, width]; undefined where padding or dilations do not allow it
 */
export function gradientByPhases(
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
      if (row.places * column.places === 0) return graph.expand(graph.constant([0], [], image.type), shape);
      return graph.node('Conv', [image, ordered(turnedPart(call, filter, row, column))], shape, image.type, {
        kernel_shape: [row.places, column.places],
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
  ].map((list) => integers(call, list));
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

/** The phases of one axis; undefined where one would need less padding than none, or places of a filter lie apart. */
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
    const places = Math.max(0, Math.ceil((filter - start) / stride));
    const reach = (places - 1) * dilation;
    const before = reach - Math.floor((phase + padding) / stride);
    return { start, stride, places, before, after: count - outputs - before + reach };
  });
  const isAllowed = found.every(({ places, before, after }) => places === 0 || (before >= 0 && after >= 0));
  return isAllowed ? found : undefined;
}

/** The places of a filter that the pixels of two phases see, from the last to the first. */
function turnedPart(call: KernelCall, filter: GraphValue, row: Phase, column: Phase): GraphValue {
  const [rows, columns, ...channels] = filter.shape;
  if (rows === 1 && columns === 1) return filter;
  const both = [row, column];
  const lists = [
    both.map(({ start, places, stride }) => start + (places - 1) * stride),
    both.map(({ start }) => (start > 0 ? start - 1 : Number.MIN_SAFE_INTEGER)),
    [0, 1],
    both.map(({ stride }) => -stride),
  ].map((list) => integers(call, list));
  return call.graph.node('Slice', [filter, ...lists], [row.places, column.places, ...channels], filter.type);
}
