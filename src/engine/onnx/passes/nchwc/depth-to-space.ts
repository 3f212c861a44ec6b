import type { GraphNode } from '../../graph/node';
import type { NchwcLayout } from './nchwc-layout';

/** Puts an image together from parts that lie in blocks: a pixel's block of channels is one piece. */
export function placeInterleave(node: GraphNode, blocks: NchwcLayout): boolean {
  if (node.opType !== 'DepthToSpaceParts' || !node.inputs.every((name) => blocks.fills(name))) return false;
  if (!node.inputs.some((name) => blocks.blockOf(name) !== undefined)) return false;
  const [rows, columns] = [node.attributes['rows'] as number, node.attributes['columns'] as number];
  const [output = ''] = node.outputs;
  const shape = blocks.blockShapeOf(output);
  const [batch = 1, channels = 1, height = 1, width = 1] = shape;
  const lines = (batch * channels * height) / blocks.blockSize / rows;
  const apart = node.inputs.map((name) =>
    blocks.reshape(blocks.blocked(name) ?? '', [lines, 1, width / columns, 1, blocks.blockSize]),
  );
  const joined = Array.from({ length: rows }, (_, row) =>
    blocks.append('Concat', apart.slice(row * columns, (row + 1) * columns), { axis: 3 }),
  );
  const whole = blocks.append('Concat', joined, { axis: 1 });
  blocks.add({ ...node, opType: 'Reshape', attributes: {} }, [whole, blocks.list(shape)]);
  return true;
}
