import type { GraphNode } from '../node';
import type { Blocks } from './blocks';
import { blockedFilter } from './filters';

/** A convolution over rows and columns of images whose channels fill blocks. */
export function placeConvolution(node: GraphNode, blocks: Blocks): boolean {
  const [image = '', filter = '', ...bias] = node.inputs;
  const [outputs = 0, inputs = 0, ...area] = blocks.shapeOf(filter);
  if (node.opType !== 'Conv' || area.length !== 2) return false;
  const group = (node.attributes['group'] as number | undefined) ?? 1;
  if (group === outputs && inputs === 1 && group > 1) return placeDepthwise(node, blocks);
  // A single image is a filter's gradient of examples that do not fill blocks.
  if (group !== 1 || blocks.shapeOf(image)[0] === 1) return false;
  const isThin = inputs < blocks.blockSize;
  if (outputs % blocks.blockSize !== 0 || (!isThin && inputs % blocks.blockSize !== 0)) return false;
  // An image of few channels is read as it is, one of many in blocks.
  const source = isThin ? blocks.plain(image) : blocks.blocked(image);
  if (source === undefined) return false;
  const weights = blockedFilter(filter, isThin ? ['outputs'] : ['outputs', 'inputs'], blocks);
  blocks.addConvolution(node.outputs[0] ?? '', { inputs: [source, weights, ...bias], attributes: node.attributes });
  return true;
}

/** Each channel by itself. */
function placeDepthwise(node: GraphNode, blocks: Blocks): boolean {
  const [image = '', filter = '', ...bias] = node.inputs;
  const { group = 1 } = node.attributes;
  if (blocks.shapeOf(image)[1] !== group) return false;
  const source = folded(image, blocks);
  if (source === undefined) return false;
  const weights = foldedFilter(filter, blocks);
  blocks.addConvolution(node.outputs[0] ?? '', { inputs: [source, weights, ...bias], attributes: node.attributes });
  return true;
}

/**
 * Puts the examples of a batch beside one another as the channels of one image, or of one filter, where only convolutions
 * of each channel by itself read it: in blocks that is no other order.
 */
export function postponeFold(node: GraphNode, blocks: Blocks): boolean {
  const [source = ''] = node.inputs;
  const [output = ''] = node.outputs;
  if (node.opType !== 'Reshape' || !blocks.fills(source)) return false;
  const [batch = 1, channels = 1, ...area] = blocks.shapeOf(source);
  const all = batch * channels;
  const target = blocks.shapeOf(output).join();
  if (target !== [1, all, ...area].join() && target !== [all, 1, ...area].join()) return false;
  const users = blocks.usersOf(output);
  if (
    users.length === 0 ||
    !users.every(({ opType, attributes }) => opType === 'Conv' && attributes['group'] === all)
  ) {
    return false;
  }
  blocks.postpone(node);
  return true;
}

function folded(image: string, blocks: Blocks): string | undefined {
  const fold = blocks.postponedOf(image);
  const block = blocks.blocked(fold?.inputs[0] ?? image);
  return fold === undefined || block === undefined ? block : blocks.reshape(block, blocks.shapeOf(image));
}

function foldedFilter(filter: string, blocks: Blocks): string {
  const fold = blocks.postponedOf(filter);
  const block = fold === undefined ? undefined : blocks.blocked(fold.inputs[0] ?? '');
  return block === undefined
    ? blockedFilter(filter, ['outputs'], blocks)
    : blocks.reshape(block, blocks.shapeOf(filter));
}
