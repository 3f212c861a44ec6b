import { depthToSpaceType } from '../../graph/depth-to-space';
import type { GraphValue } from '../../graph/node';
import type { GraphBuilder } from '../graph-builder';

/**
 * An image [batch, channels, height, width] put together from rows × columns parts (pixel shuffle): the first part has the
 * first pixel of each window, and so on, row by row.
 * @param parts [batch, channels, height / rows, width / columns], rows · columns of them
 */
export function depthToSpace(
  graph: GraphBuilder,
  parts: readonly GraphValue[],
  rows: number,
  columns: number,
): GraphValue {
  const [first] = parts;
  if (first === undefined) throw new Error('nothing to put together');
  if (parts.length === 1) return first;
  const [batch = 1, channels = 1, height = 1, width = 1] = first.shape;
  const shape = [batch, channels, height * rows, width * columns];
  return graph.node(depthToSpaceType, parts, shape, first.type, { rows, columns });
}
