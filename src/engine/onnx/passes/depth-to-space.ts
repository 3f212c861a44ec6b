import { connect } from '../graph/connections';
import type { Graph } from '../graph/graph';
import { toFirst, toLast, turns } from '../graph/layout';
import type { GraphNode, GraphValue } from '../graph/node';
import type { GraphInfo } from './pass-pipeline';

/**
 * An image [batch, channels, height, width] whose windows of rows × columns pixels have their pixels in so many parts, row by
 * row: the first of each window in the first part, and so on. An operation of ours until it is known in which order the parts
 * lie: `lowerDepthToSpace` writes it in ONNX's.
 * @param parts [batch, channels, height / rows, width / columns], rows · columns of them
 */
export function depthToSpace(graph: Graph, parts: readonly GraphValue[], rows: number, columns: number): GraphValue {
  const [first] = parts;
  if (first === undefined) throw new Error('nothing to put together');
  if (parts.length === 1) return first;
  const [batch = 1, channels = 1, height = 1, width = 1] = first.shape;
  const shape = [batch, channels, height * rows, width * columns];
  return graph.node('DepthToSpaceParts', parts, shape, first.type, { rows, columns });
}

/**
 * Writes what was left of these operations with a pixel's channels beside one another, so that they are copied as one piece.
 * What reads the image in that order, or in one that a transpose makes, is given it from there.
 */
export function lowerDepthToSpace(nodes: readonly GraphNode[], knowledge: GraphInfo): readonly GraphNode[] {
  if (!nodes.some(({ opType }) => opType === 'DepthToSpaceParts')) return nodes;
  const { producers } = connect(nodes);
  /** The names of depthToSpace images in tfjs's order, by their own. */
  const last = new Map<string, string>();
  const renamed = new Map<string, string>();
  return nodes.flatMap((node): readonly GraphNode[] => {
    const [source = ''] = node.inputs;
    const [output = ''] = node.outputs;
    const beside = last.get(source);
    if (node.opType === 'DepthToSpaceParts') {
      last.set(output, `${output}:last`);
      return writeInterleave(node, producers, knowledge);
    }
    if (node.opType === 'Transpose' && beside !== undefined) {
      const perm = (node.attributes['perm'] as readonly number[]).map((axis) => toFirst[axis] ?? 0);
      if (perm.join() !== '0,1,2,3') return [{ ...node, inputs: [beside], attributes: { perm } }];
      renamed.set(output, beside);
      return [];
    }
    if (node.opType === 'ReorderInput' && beside !== undefined) {
      return [{ ...node, inputs: [beside], attributes: { channels_last: 1 } }];
    }
    return [{ ...node, inputs: node.inputs.map((name) => renamed.get(name) ?? name) }];
  });
}

function writeInterleave(
  { inputs, outputs: [output = ''], attributes }: GraphNode,
  producers: ReadonlyMap<string, GraphNode>,
  knowledge: GraphInfo,
): readonly GraphNode[] {
  const written: GraphNode[] = [];
  const add = (opType: string, given: readonly string[], more: GraphNode['attributes'] = {}): string => {
    const name = `${output}:${written.length}`;
    written.push({ opType, inputs: given, outputs: [name], attributes: more });
    return name;
  };
  const list = (values: readonly number[]): string => knowledge.constant(values, [values.length], 'int64').name;
  const [rows, columns] = [attributes['rows'] as number, attributes['columns'] as number];
  const [batch = 1, channels = 1, height = 1, width = 1] = knowledge.values.get(output)?.shape ?? [];
  const apart = inputs.map((part) => {
    const turn = producers.get(part);
    const pixels = turns(turn, toFirst) ? (turn.inputs[0] ?? '') : add('Transpose', [part], { perm: toLast });
    return add('Reshape', [pixels, list([batch, height / rows, 1, width / columns, 1, channels])]);
  });
  const lines = Array.from({ length: rows }, (_, row) =>
    add('Concat', apart.slice(row * columns, (row + 1) * columns), { axis: 4 }),
  );
  const whole = add('Concat', lines, { axis: 2 });
  const image = `${output}:last`;
  written.push({
    opType: 'Reshape',
    inputs: [whole, list([batch, height, width, channels])],
    outputs: [image],
    attributes: {},
  });
  written.push({ opType: 'Transpose', inputs: [image], outputs: [output], attributes: { perm: toFirst } });
  return written;
}
