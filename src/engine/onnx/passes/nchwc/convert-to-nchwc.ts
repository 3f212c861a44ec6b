import { isArithmetic } from '../../graph/elementwise';
import { equalShapes } from '../../graph/shape';
import type { GraphNode } from '../../graph/node';
import type { GraphInfo } from '../pass-pipeline';
import { toLast, turns } from '../../graph/layout';
import { NchwcLayout } from './nchwc-layout';
import { placeChannelwise } from './channelwise';
import { placeConvolution, postponeFold } from './convolution';
import { blockedDomain } from './domain';
import { placeFilterGradient } from './filter-gradient';
import { placeInterleave } from './depth-to-space';
import { joinToConvolution } from './join';
import { placePad } from './pad';
import { placeSum, postponeProduct } from './sums';

/** Writes a node so that it works in blocks, and says whether it did. */
type Place = (node: GraphNode, blocks: NchwcLayout) => boolean;

const places: readonly Place[] = [
  joinToConvolution,
  placeFilterGradient,
  postponeFold,
  placeConvolution,
  placePool,
  placePad,
  placeInterleave,
  postponeProduct,
  placeSum,
  placeChannelwise,
  placeElementwise,
  placeTranspose,
];

/**
 * Lets convolutions, pools and what lies between them work on images in blocks of channels (see `blockedDomain`), about
 * half as long as on [batch, channels, height, width]. Values keep their names; what needs an image in another order gets a
 * copy. Unused copies are left to who prunes.
 */
export function convertToNchwc(
  nodes: readonly GraphNode[],
  knowledge: GraphInfo,
  blockSize: number,
): readonly GraphNode[] {
  const blocks = new NchwcLayout(nodes, knowledge, blockSize);
  for (const node of nodes) {
    if (places.some((place) => place(node, blocks))) continue;
    blocks.placed.push({ ...node, inputs: node.inputs.map((name) => blocks.plain(name)) });
  }
  return blocks.placed;
}

function placePool(node: GraphNode, blocks: NchwcLayout): boolean {
  const block = blocks.blockOf(node.inputs[0] ?? '');
  const isPool = (node.opType === 'MaxPool' && node.outputs.length === 1) || node.opType === 'AveragePool';
  if (!isPool || block === undefined) return false;
  blocks.add(node, [block], blockedDomain);
  return true;
}

/** Values of one shape, one of which is in blocks, and scalars. */
function placeElementwise(node: GraphNode, blocks: NchwcLayout): boolean {
  // An output of the graph is read as it is.
  if (!isArithmetic(node) || node.opType === 'Identity') return false;
  if (!node.inputs.some((name) => blocks.isOnlyInBlocks(name))) return false;
  const shape = blocks.shapeOf(node.outputs[0] ?? '');
  if (shape.length !== 4) return false;
  const inputs = node.inputs.map((name) => {
    const own = blocks.shapeOf(name);
    if (own.length === 0) return name;
    return equalShapes(own, shape) ? blocks.blocked(name) : undefined;
  });
  if (!inputs.every((name) => name !== undefined)) return false;
  if (blocks.isFilledUp(node.outputs[0] ?? '') && !staysFinite(node, blocks)) return false;
  blocks.add(node, inputs);
  return true;
}

/**
 * Whether an operation makes finite numbers of those that fill up a block: zeros, and what is made of them. They are left out
 * in the end or multiplied by zeros, which nothing but a finite number survives.
 */
function staysFinite({ opType, inputs: [, divisor = ''] }: GraphNode, blocks: NchwcLayout): boolean {
  if (opType === 'Div') return blocks.shapeOf(divisor).length === 0;
  return !['Log', 'Reciprocal', 'Pow', 'Sqrt'].includes(opType);
}

/** An image in blocks is put into tfjs's order at once; one whose channels are one block lies in it already. */
function placeTranspose(node: GraphNode, blocks: NchwcLayout): boolean {
  const [image = ''] = node.inputs;
  const block = blocks.blockOf(image);
  if (block === undefined || !turns(node, toLast)) return false;
  const channels = blocks.shapeOf(image)[1] ?? 0;
  if (channels === blocks.blockSize) {
    const list = blocks.list(blocks.shapeOf(node.outputs[0] ?? ''));
    blocks.placed.push({ ...node, opType: 'Reshape', inputs: [block, list], attributes: {} });
    return true;
  }
  const attributes = { channels, channels_last: 1 };
  blocks.placed.push({ ...node, opType: 'ReorderOutput', domain: blockedDomain, inputs: [block], attributes });
  return true;
}
