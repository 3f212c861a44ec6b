import type { GraphNode } from '../../graph/node';
import type { NchwcLayout } from './nchwc-layout';
import { blockedFilter } from './filters';
import { withZeros } from './pad';

/**
 * The gradient of a filter as a convolution (see the kernel's trace): its channels are a batch's examples. Each block of
 * examples gives a share of its own, so that the threads have work enough and a share's part of the filter, which is as large
 * as the image, stays in a processor's cache. Columns of zeros are written around the image first: where a window reaches
 * over an edge, ONNX Runtime computes one column at a time.
 */
export function placeFilterGradient(node: GraphNode, blocks: NchwcLayout): boolean {
  const [image = '', filter = ''] = node.inputs;
  const { group, pads } = node.attributes;
  const [batch, examples = 0, , columns = 0] = blocks.shapeOf(image);
  const [outputs = 0] = blocks.shapeOf(filter);
  const size = blocks.blockSize;
  if (node.opType !== 'Conv' || node.inputs.length !== 2 || (group ?? 1) !== 1 || batch !== 1) return false;
  if (examples % size !== 0 || !blocks.isFilledBy(outputs) || !Array.isArray(pads)) return false;
  const [top = 0, left = 0, bottom = 0, right = 0] = pads as readonly number[];
  const source = blocks.blocked(image);
  if (source === undefined || columns === 0) return false;
  const shares = examples / size;
  const inputs = [
    withZeros(source, examples, [0, left, 0, right], blocks),
    blockedFilter(filter, ['outputs', 'inputs'], blocks, shares),
  ];
  const sums = blocks.appendBlocked('Conv', inputs, { ...node.attributes, group: shares, pads: [top, 0, bottom, 0] });
  const [, , rows = 1, width = 1] = blocks.shapeOf(node.outputs[0] ?? '');
  const apart = blocks.reshape(sums, [shares, blocks.widthFor(outputs), rows, width]);
  blocks.add({ ...node, opType: 'ReduceSum', attributes: { keepdims: 1 } }, [apart, blocks.list([0])]);
  return true;
}
