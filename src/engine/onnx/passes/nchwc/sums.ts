import { equalShapes, sizeOf } from '../../graph/shape';
import { integersOf, type GraphNode, type GraphValue } from '../../graph/node';
import { declined, unmatched, type Rule } from '../pass';
import type { NchwcLayout } from './nchwc-layout';

/** ReduceSum(Mul(x, y)) over pixels → nchwc.Conv(x, y): postpones the product, which is not written. */
export const postponeProduct: Rule<true, NchwcLayout> = {
  name: 'postpone-product',
  operations: ['Mul'],
  match: ({ inputs: [a, b], outputs: [output] }, layout) => {
    if (a === undefined || b === undefined || output === undefined) return unmatched('it has no two operands');
    const [user, another] = layout.graph.users(output);
    if (user === undefined || !isOverPixels(user, layout)) return unmatched('no sum over pixels reads it');
    if (another !== undefined) return declined('the product is read elsewhere');
    if (!equalShapes(a.shape, b.shape) || !layout.fills(a) || !layout.fills(b)) {
      return declined('it is not of two images that fill blocks');
    }
    const isInBlocks = layout.blockOf(a) !== undefined || layout.blockOf(b) !== undefined;
    return isInBlocks || declined('neither image lies in blocks');
  },
  rewrite: (_, node, layout) => layout.postpone(node),
};

interface Sum {
  readonly source: GraphValue;
  /** The postponed product that is summed up, where it is one. */
  readonly product: GraphNode | undefined;
}

/**
 * ReduceSum(x) over pixels → Mul(nchwc.GlobalAveragePool(x), pixels), ReduceSum(Mul(x, y)) → nchwc.Conv(x, y; group=channels).
 *
 * A pool as large as the image is several times as fast as ONNX Runtime's sums over rows and columns. The convolution of one
 * image with another, each channel by itself, never writes their product. Sums over examples follow.
 */
export const sumByPool: Rule<Sum, NchwcLayout> = {
  name: 'sum-by-pool',
  operations: ['ReduceSum', 'ReduceMean'],
  match: (node, layout) => {
    const [source] = node.inputs;
    if (source === undefined || !isOverPixels(node, layout)) return unmatched('it is not over the pixels of an image');
    const product = layout.postponedOf(source);
    const isInBlocks = product !== undefined || layout.blockOf(source) !== undefined;
    return isInBlocks ? { source, product } : declined('the image does not lie in blocks');
  },
  rewrite: ({ source, product }, node, layout) => {
    const [output] = node.outputs;
    if (output === undefined) return;
    const [batch = 1, channels = 1, ...area] = source.shape;
    const pixels = sizeOf(area);
    const isSum = node.opType === 'ReduceSum';
    const single = product === undefined ? meanOf(layout.blocked(source), layout) : sumOfProduct(product, layout);
    // Of one pixel, NCHWc and NCHW are the same.
    const rows = ownChannels(layout.reshape(single, [batch, layout.widthFor(channels)]), channels, layout);
    const reduced = axesOf(node, layout).includes(0) ? overExamples(isSum, rows, layout) : rows;
    const factor = (isSum ? pixels : 1) / (product === undefined ? 1 : pixels);
    const scaled =
      factor === 1 ? reduced : layout.append('Mul', [reduced, layout.graph.constants.float(factor)], reduced.shape);
    layout.emit({ ...node, opType: 'Reshape', inputs: [scaled, layout.list(output.shape)], attributes: {} });
  },
};

/** Slice(x): of [batch, channels of whole blocks] the image's own channels. */
function ownChannels(rows: GraphValue, channels: number, layout: NchwcLayout): GraphValue {
  if (layout.widthFor(channels) === channels) return rows;
  const lists = [[0], [channels], [1]].map((list) => layout.list(list));
  return layout.append('Slice', [rows, ...lists], [rows.shape[0] ?? 1, channels]);
}

function meanOf(block: GraphValue, layout: NchwcLayout): GraphValue {
  const [batch = 1, channels = 1] = block.shape;
  return layout.appendNchwc('GlobalAveragePool', [block], [batch, channels, 1, 1]);
}

function sumOfProduct({ inputs: [a, b], outputs: [product] }: GraphNode, layout: NchwcLayout): GraphValue {
  if (a === undefined || b === undefined || product === undefined) throw new Error('a product has two operands');
  const [batch = 1, channels = 1, ...area] = product.shape;
  const count = batch * layout.widthFor(channels);
  const image = layout.reshape(layout.blocked(a), [1, count, ...area]);
  const filter = layout.reshape(layout.blocked(b), [count, 1, ...area]);
  const attributes = { kernel_shape: area, strides: [1, 1], pads: [0, 0, 0, 0], group: count };
  return layout.appendNchwc('Conv', [image, filter], [1, count, 1, 1], attributes);
}

function overExamples(isSum: boolean, rows: GraphValue, layout: NchwcLayout): GraphValue {
  const shape = rows.shape.slice(1);
  if (isSum) return layout.append('ReduceSum', [rows, layout.list([0])], shape, { keepdims: 0 });
  return layout.append('ReduceMean', [rows], shape, { axes: [0], keepdims: 0 });
}

/** Whether a sum or a mean of an image [batch, channels, height, width] is over its pixels and not over its channels. */
function isOverPixels(node: GraphNode, layout: NchwcLayout): boolean {
  if (node.opType !== 'ReduceSum' && node.opType !== 'ReduceMean') return false;
  if (node.inputs[0]?.shape.length !== 4) return false;
  const axes = axesOf(node, layout);
  return axes.includes(2) && axes.includes(3) && !axes.includes(1);
}

/** The axes, which are an input of ReduceSum and an attribute of ReduceMean. */
function axesOf(node: GraphNode, layout: NchwcLayout): readonly number[] {
  const axes = integersOf(node, 'axes');
  return axes.length > 0 ? axes : (layout.graph.constants.list(node.inputs[1]) ?? []);
}
