import { isTranspose, permuted, toChannelsFirst, toChannelsLast } from '../graph/axis-order';
import type { GraphValue } from '../graph/node';
import type { GraphBuilder } from './graph-builder';

/**
 * tfjs holds images in NHWC, ONNX in NCHW. A value that an ONNX operation made stays in NCHW and is seen by tfjs through a
 * transpose; operations that follow look behind that transpose, so that it is written only where something needs it.
 */

/** An image batch in NCHW: Transpose(NHWC → NCHW)(Transpose(NCHW → NHWC)(x)) → x. */
export function channelsFirst(graph: GraphBuilder, value: GraphValue): GraphValue {
  return graph.transpose(value, toChannelsFirst);
}

/** An image batch in NCHW as tfjs sees it, in NHWC. */
export function channelsLast(graph: GraphBuilder, value: GraphValue): GraphValue {
  return graph.transpose(value, toChannelsLast);
}

/** Whether a value is the NHWC view of an image that was made in NCHW. */
export function isHeldChannelsFirst(graph: GraphBuilder, value: GraphValue): boolean {
  return isTranspose(graph.madeBy(value, 'Transpose')?.node, toChannelsLast);
}

/** An image batch in the layout in which an operation made it. */
export function asMade(graph: GraphBuilder, value: GraphValue): GraphValue {
  return isHeldChannelsFirst(graph, value) ? channelsFirst(graph, value) : value;
}

/** The axis of NCHW for one of NHWC. */
export function axisChannelsFirst(axis: number): number {
  return toChannelsFirst.indexOf(axis);
}

/** Values by axis, from NHWC to NCHW. */
export function orderChannelsFirst<Value>(values: readonly Value[]): Value[] {
  return permuted(values, toChannelsFirst);
}
