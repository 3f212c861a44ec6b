import { equalShapes, sizeOf } from '../../graph/shape';
import type { GraphNode } from '../../graph/node';
import type { NchwcLayout } from './nchwc-layout';

/** Leaves a product of two images to the sum over its pixels, where nothing else needs it. */
export function postponeProduct(node: GraphNode, blocks: NchwcLayout): boolean {
  const [a = '', b = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const [user, another] = blocks.usersOf(output);
  if (node.opType !== 'Mul' || user === undefined || another !== undefined || !isOverPixels(user, blocks)) return false;
  if (!equalShapes(blocks.shapeOf(a), blocks.shapeOf(b)) || !blocks.fills(a) || !blocks.fills(b)) return false;
  if (blocks.blockOf(a) === undefined && blocks.blockOf(b) === undefined) return false;
  blocks.postpone(node);
  return true;
}

/**
 * Sums and means over all pixels of an image, and over the examples: a pool as large as the image, several times faster than
 * ONNX Runtime's sums over rows and columns. Of the product of two images it is a convolution of the one with the other,
 * each channel by itself, and the product is not written.
 */
export function placeSum(node: GraphNode, blocks: NchwcLayout): boolean {
  const [source = ''] = node.inputs;
  if (!isOverPixels(node, blocks)) return false;
  const product = blocks.postponedOf(source);
  const block = blocks.blockOf(source);
  if (product === undefined && block === undefined) return false;
  const shape = blocks.shapeOf(product?.inputs[0] ?? source);
  const [batch = 1, channels = 1, ...area] = shape;
  const pixels = sizeOf(area);
  const isSum = node.opType === 'ReduceSum';
  const single = product === undefined ? meanOf(block ?? '', blocks) : sumOfProduct(product, shape, blocks);
  // Of one pixel, blocks of channels lie as the channels do.
  const rows = ownChannels(blocks.reshape(single, [batch, blocks.widthFor(channels)]), channels, blocks);
  const reduced = axesOf(node, blocks).includes(0) ? overExamples(isSum, rows, blocks) : rows;
  const factor = (isSum ? pixels : 1) / (product === undefined ? 1 : pixels);
  const scaled =
    factor === 1 ? reduced : blocks.append('Mul', [reduced, blocks.knowledge.constant([factor], [], 'float32').name]);
  const list = blocks.list(blocks.shapeOf(node.outputs[0] ?? ''));
  blocks.placed.push({ ...node, opType: 'Reshape', inputs: [scaled, list], attributes: {} });
  return true;
}

/** Of [batch, channels in blocks], what the image's own channels have. */
function ownChannels(rows: string, channels: number, blocks: NchwcLayout): string {
  if (blocks.widthFor(channels) === channels) return rows;
  return blocks.append('Slice', [rows, ...[[0], [channels], [1]].map((list) => blocks.list(list))]);
}

function meanOf(block: string, blocks: NchwcLayout): string {
  return blocks.appendBlocked('GlobalAveragePool', [block]);
}

function sumOfProduct({ inputs: [a = '', b = ''] }: GraphNode, shape: readonly number[], blocks: NchwcLayout): string {
  const [batch = 1, channels = 1, ...area] = shape;
  const count = batch * blocks.widthFor(channels);
  const image = blocks.reshape(blocks.blocked(a) ?? '', [1, count, ...area]);
  const filter = blocks.reshape(blocks.blocked(b) ?? '', [count, 1, ...area]);
  const attributes = { kernel_shape: area, strides: [1, 1], pads: [0, 0, 0, 0], group: count };
  return blocks.appendBlocked('Conv', [image, filter], attributes);
}

function overExamples(isSum: boolean, rows: string, blocks: NchwcLayout): string {
  if (isSum) return blocks.append('ReduceSum', [rows, blocks.list([0])], { keepdims: 0 });
  return blocks.append('ReduceMean', [rows], { axes: [0], keepdims: 0 });
}

/** Whether a sum or a mean of an image [batch, channels, height, width] is over its pixels and not over its channels. */
function isOverPixels(node: GraphNode, blocks: NchwcLayout): boolean {
  if (node.opType !== 'ReduceSum' && node.opType !== 'ReduceMean') return false;
  if (blocks.shapeOf(node.inputs[0] ?? '').length !== 4) return false;
  const axes = axesOf(node, blocks);
  return axes.includes(2) && axes.includes(3) && !axes.includes(1);
}

/** The axes are an input of ReduceSum and an attribute of ReduceMean. */
function axesOf({ inputs: [, list = ''], attributes: { axes } }: GraphNode, blocks: NchwcLayout): readonly number[] {
  return Array.isArray(axes) ? (axes as readonly number[]) : (blocks.knowledge.lists.get(list) ?? []);
}
