import type { GraphNode } from '../../graph/node';
import type { NchwcLayout } from './nchwc-layout';
import { blockedFilter } from './filters';

/** A convolution over rows and columns of images whose channels fill blocks. */
export function placeConvolution(node: GraphNode, blocks: NchwcLayout): boolean {
  const [image = '', filter = '', ...bias] = node.inputs;
  const [outputs = 0, inputs = 0, ...area] = blocks.shapeOf(filter);
  if (node.opType !== 'Conv' || area.length !== 2) return false;
  const group = (node.attributes['group'] as number | undefined) ?? 1;
  if (group === outputs && inputs === 1 && group > 1) return placeDepthwise(node, blocks);
  // A single image is a filter's gradient of examples that do not fill blocks.
  if (group !== 1 || blocks.shapeOf(image)[0] === 1) return false;
  const isThin = inputs < blocks.blockSize && blocks.blockOf(image) === undefined;
  if (!blocks.isFilledBy(outputs) || (!isThin && !blocks.isFilledBy(inputs))) return false;
  // An image of few channels is read as it is, one of many in blocks.
  const source = isThin ? blocks.plain(image) : blocks.blocked(image);
  if (source === undefined) return false;
  const weights = blockedFilter(filter, isThin ? ['outputs'] : ['outputs', 'inputs'], blocks);
  const all = [source, weights, ...bias.map((name) => blockedBias(name, outputs, blocks))];
  blocks.addConvolution(node.outputs[0] ?? '', { inputs: all, attributes: node.attributes });
  return true;
}

function blockedBias(name: string, channels: number, blocks: NchwcLayout): string {
  return blocks.filledUp(blocks.plain(name), { rank: 1, axis: 0, channels });
}

/** Each channel by itself. */
function placeDepthwise(node: GraphNode, blocks: NchwcLayout): boolean {
  const [image = '', filter = '', ...bias] = node.inputs;
  const channels = blocks.shapeOf(image)[1] ?? 0;
  if (channels !== node.attributes['group']) return false;
  const folds = [image, filter].flatMap((name) => blocks.postponedOf(name)?.inputs[0] ?? []);
  // Filled up example by example, the one does not fit the other.
  if (folds.length === 1 && folds.some((name) => blocks.isFilledUp(name))) return false;
  const source = folded(image, blocks);
  if (source === undefined) return false;
  const { name: weights, group } = foldedFilter(filter, blocks);
  const all = [source, weights, ...bias.map((name) => blockedBias(name, channels, blocks))];
  const attributes = { ...node.attributes, group };
  const [fold = ''] = folds;
  if (blocks.isFilledUp(fold)) unfold(node, blocks.appendBlocked('Conv', all, attributes), fold, blocks);
  else blocks.addConvolution(node.outputs[0] ?? '', { inputs: all, attributes });
  return true;
}

/** Of examples beside one another whose blocks were filled up, the examples' own channels. */
function unfold(node: GraphNode, block: string, fold: string, blocks: NchwcLayout): void {
  const [batch = 1, width = 1] = blocks.blockShapeOf(fold);
  const shape = blocks.shapeOf(node.outputs[0] ?? '');
  const apart = blocks.reshape(block, [batch, width, ...shape.slice(2)]);
  const own = blocks.appendBlocked('ReorderOutput', [apart], { channels: blocks.shapeOf(fold)[1] ?? 0 });
  blocks.placed.push({ ...node, opType: 'Reshape', inputs: [own, blocks.list(shape)], attributes: {} });
}

/**
 * Puts the examples of a batch beside one another as the channels of one image, or of one filter, where only convolutions
 * of each channel by itself read it: in blocks that is no other order.
 */
export function postponeFold(node: GraphNode, blocks: NchwcLayout): boolean {
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

function folded(image: string, blocks: NchwcLayout): string | undefined {
  const source = blocks.postponedOf(image)?.inputs[0];
  const block = blocks.blocked(source ?? image);
  if (source === undefined || block === undefined) return block;
  const [batch = 1, width = 1, ...area] = blocks.blockShapeOf(source);
  return blocks.reshape(block, [1, batch * width, ...area]);
}

/** The filters of each channel, and of how many. */
function foldedFilter(filter: string, blocks: NchwcLayout): { readonly name: string; readonly group: number } {
  const source = blocks.postponedOf(filter)?.inputs[0] ?? '';
  const block = blocks.blocked(source);
  if (block === undefined) {
    return { name: blockedFilter(filter, ['outputs'], blocks), group: blocks.widthFor(blocks.shapeOf(filter)[0] ?? 1) };
  }
  const [batch = 1, width = 1, ...area] = blocks.blockShapeOf(source);
  return { name: blocks.reshape(block, [batch * width, 1, ...area]), group: batch * width };
}
