import type { GraphNode } from '../../graph/node';
import type { NchwcLayout } from './nchwc-layout';

/** Zeros around the rows and columns of an image. */
export function placePad(node: GraphNode, blocks: NchwcLayout): boolean {
  const [image = '', list = ''] = node.inputs;
  const block = blocks.blockOf(image);
  if (node.opType !== 'Pad' || node.inputs.length !== 2 || block === undefined) return false;
  const [batch, channels, top = 0, left = 0, batchAfter, channelsAfter, bottom = 0, right = 0] =
    blocks.knowledge.lists.get(list) ?? [];
  if ([batch, channels, batchAfter, channelsAfter].some((length) => length !== 0)) return false;
  const [, count = 0] = blocks.blockShapeOf(image);
  blocks.setBlock(node.outputs[0] ?? '', withZeros(block, count, [top, left, bottom, right], blocks));
  return true;
}

/**
 * An image of so many channels in blocks with zeros around it, as a convolution with filters of one 1 each: several threads
 * copy it.
 * @param pads above, to the left, below and to the right
 */
export function withZeros(block: string, channels: number, pads: readonly number[], blocks: NchwcLayout): string {
  if (pads.every((length) => length === 0)) return block;
  const attributes = { kernel_shape: [1, 1], strides: [1, 1], group: channels, pads };
  return blocks.appendBlocked('Conv', [block, blocks.filled(1, [channels, 1, 1, 1])], attributes);
}
