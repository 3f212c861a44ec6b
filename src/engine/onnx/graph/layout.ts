import type { Graph } from './graph';
import type { GraphNode, GraphValue } from './node';

/** From tfjs's order of an image batch's axes to ONNX's, and back. */
export const toFirst: readonly number[] = [0, 3, 1, 2];
export const toLast: readonly number[] = [0, 2, 3, 1];

/**
 * tfjs keeps images as [batch, height, width, channels], ONNX as [batch, channels, height, width]. A value that an ONNX
 * operation made stays in ONNX's order and is seen by tfjs through a transpose; operations that follow look behind that
 * transpose, so that it is written only where something needs it.
 */

/** An image batch in ONNX's order. */
export function channelsFirst(graph: Graph, value: GraphValue): GraphValue {
  return graph.transpose(value, toFirst);
}

/** An image batch of ONNX's order as tfjs sees it. */
export function channelsLast(graph: Graph, value: GraphValue): GraphValue {
  return graph.transpose(value, toLast);
}

/** Whether the numbers of a value lie in ONNX's order behind a transpose. */
export function isHeldChannelsFirst(graph: Graph, value: GraphValue): boolean {
  return turns(graph.madeBy(value, 'Transpose')?.node, toLast);
}

/** Whether a node is the transpose of the given order. */
export function turns(node: GraphNode | undefined, order: readonly number[]): node is GraphNode {
  const perm = node?.opType === 'Transpose' ? node.attributes['perm'] : undefined;
  return Array.isArray(perm) && perm.join() === order.join();
}

/** An image batch in the order in which an operation made it. */
export function asMade(graph: Graph, value: GraphValue): GraphValue {
  return isHeldChannelsFirst(graph, value) ? channelsFirst(graph, value) : value;
}

/** Where an axis of tfjs's order lies in ONNX's. */
export function axisChannelsFirst(axis: number): number {
  return toFirst.indexOf(axis);
}

/** Values by axis, reordered from tfjs's axes to ONNX's. */
export function orderChannelsFirst<Value>(values: readonly Value[]): Value[] {
  return toFirst.flatMap((axis) => values.slice(axis, axis + 1));
}
