import { equalShapes } from '../../graph/shape';
import type { GraphNode } from '../../graph/node';
import type { BlockedConvolution, NchwcLayout } from './nchwc-layout';

/** Relu after a convolution, or another image added to it, is done by the convolution where nothing else needs its sums. */
export function joinToConvolution(node: GraphNode, blocks: NchwcLayout): boolean {
  const [a = '', b = ''] = node.inputs;
  if (node.opType === 'Relu') return joinRelu(node, a, blocks);
  return node.opType === 'Add' && (joinSum(node, a, b, blocks) || joinSum(node, b, a, blocks));
}

function joinRelu(node: GraphNode, source: string, blocks: NchwcLayout): boolean {
  const convolution = openConvolution(source, node, blocks);
  if (convolution === undefined) return false;
  const attributes = { ...convolution.attributes, activation: { text: 'Relu' } };
  blocks.replaceConvolution(source, node.outputs[0] ?? '', { ...convolution, attributes });
  return true;
}

function joinSum(node: GraphNode, source: string, other: string, blocks: NchwcLayout): boolean {
  const convolution = openConvolution(source, node, blocks);
  if (convolution === undefined || convolution.inputs.length > 3) return false;
  if (source === other || !equalShapes(blocks.shapeOf(source), blocks.shapeOf(other))) return false;
  const block = blocks.blocked(other);
  if (block === undefined) return false;
  const [batch = 1, width = 1, ...area] = blocks.blockShapeOf(source);
  const isFolded = convolution.shape !== undefined;
  const count = isFolded ? batch * width : width;
  const [image = '', filter = '', bias = blocks.filled(0, [count])] = convolution.inputs;
  const added = isFolded ? blocks.reshape(block, [1, count, ...area]) : block;
  blocks.replaceConvolution(source, node.outputs[0] ?? '', { ...convolution, inputs: [image, filter, bias, added] });
  return true;
}

/** The convolution that makes a value for a node alone and does nothing to it yet. */
function openConvolution(name: string, node: GraphNode, blocks: NchwcLayout): BlockedConvolution | undefined {
  const convolution = blocks.convolutionFor(name, node);
  return convolution?.attributes['activation'] === undefined ? convolution : undefined;
}
