import type { GraphNode } from '../../graph/node';
import type { NchwcLayout } from './nchwc-layout';

/**
 * An image times, plus or minus what is the same for all pixels of a channel: a convolution of each channel by itself with a
 * filter of one pixel, and its bias. ONNX Runtime's own operations repeat a short value slowly and know no blocks.
 */
export function placeChannelwise(node: GraphNode, blocks: NchwcLayout): boolean {
  const [a = '', b = ''] = node.inputs;
  if (!['Mul', 'Add', 'Sub'].includes(node.opType)) return false;
  const isTransposed = node.opType !== 'Sub' && !isImage(a, node, blocks);
  const [image, each] = isTransposed ? [b, a] : [a, b];
  const [batch = 1, channels = 1, ...area] = blocks.shapeOf(image);
  const [rows = 1, wide = 1, ...rest] = blocks.shapeOf(each);
  if (!isImage(image, node, blocks) || blocks.blockOf(image) === undefined) return false;
  if (rest.join() !== '1,1' || wide !== channels || (rows !== 1 && rows !== batch)) return false;
  if (node.opType === 'Add' && addToBias(node, image, each, blocks)) return true;
  const source = blocks.blocked(image);
  if (source === undefined) return false;
  // What differs between examples too is done to the channels of one image that has all of theirs.
  const width = blocks.widthFor(channels);
  const count = rows * width;
  const folded = rows === 1 ? source : blocks.reshape(source, [1, count, ...area]);
  const inputs = [folded, ...filterAndBias(node.opType, filledUp(each, blocks), count, blocks)];
  const attributes = { kernel_shape: [1, 1], strides: [1, 1], pads: [0, 0, 0, 0], group: count };
  const shape = rows === 1 ? {} : { shape: [batch, width, ...area] };
  blocks.addConvolution(node.outputs[0] ?? '', { inputs, attributes, ...shape });
  return true;
}

function isImage(name: string, node: GraphNode, blocks: NchwcLayout): boolean {
  return blocks.fills(name) && blocks.shapeOf(name).join() === blocks.shapeOf(node.outputs[0] ?? '').join();
}

/** What each channel is given, and nothing to those that fill up the last block. */
function filledUp(each: string, blocks: NchwcLayout): string {
  const channels = blocks.shapeOf(each)[1] ?? 1;
  return blocks.filledUp(blocks.plain(each), { rank: 4, axis: 1, channels });
}

function filterAndBias(opType: string, each: string, count: number, blocks: NchwcLayout): readonly string[] {
  const filter = [count, 1, 1, 1];
  if (opType === 'Mul') return [blocks.reshape(each, filter)];
  const added = opType === 'Sub' ? blocks.append('Neg', [each]) : each;
  return [blocks.filled(1, filter), blocks.reshape(added, [count])];
}

/** What is added to a convolution that nothing else reads becomes its bias. */
function addToBias(node: GraphNode, image: string, each: string, blocks: NchwcLayout): boolean {
  const convolution = blocks.convolutionFor(image, node);
  const [rows = 1, channels = 1] = blocks.shapeOf(each);
  const isFolded = convolution?.shape !== undefined;
  if (convolution?.inputs.length !== 2 || convolution.attributes['activation'] !== undefined) return false;
  if (isFolded !== rows > 1) return false;
  const bias = blocks.reshape(filledUp(each, blocks), [rows * blocks.widthFor(channels)]);
  const inputs = [...convolution.inputs, bias];
  blocks.replaceConvolution(image, node.outputs[0] ?? '', { ...convolution, inputs });
  return true;
}
