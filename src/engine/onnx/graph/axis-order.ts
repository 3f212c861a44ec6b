import { integersOf, type GraphNode } from './node';

/** Permutation of an image batch's axes from tfjs's order, NHWC, to ONNX's, NCHW. */
export const toChannelsFirst: readonly number[] = [0, 3, 1, 2];

/** Permutation from NCHW to NHWC. */
export const toChannelsLast: readonly number[] = [0, 2, 3, 1];

/** Whether a node transposes by the given permutation. */
export function isTranspose(node: GraphNode | undefined, permutation: readonly number[]): node is GraphNode {
  return node?.opType === 'Transpose' && integersOf(node, 'perm').join() === permutation.join();
}

/** Values by axis in another order of the axes. */
export function permuted<Value>(values: readonly Value[], permutation: readonly number[]): Value[] {
  return permutation.flatMap((axis) => values.slice(axis, axis + 1));
}
