import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph-builder';
import { equalShapes } from '../../graph/shape';
import type { Attributes, ElementType, GraphValue } from '../../graph/node';
import { asMade, channelsFirst, channelsLast, isHeldChannelsFirst, orderChannelsFirst } from '../image-layout';

/**
 * Appends an elementwise operation on broadcast inputs: Op(Expand(x), y) → Expand(Op(x, y)), and
 * Op(Transpose(x)) → Transpose(Op(x)) for images in NCHW.
 */
export function elementwise(
  graph: GraphBuilder,
  opType: string,
  inputs: readonly GraphValue[],
  type: ElementType,
  attributes: Attributes = {},
): GraphValue {
  const shape = broadcastShape(inputs);
  const narrow = inputs.map((value) => graph.madeBy(value, 'Expand')?.source ?? value);
  const unchanged = neutral(graph, opType, narrow);
  if (unchanged !== undefined) return graph.expand(unchanged, shape);
  const masked = opType === 'Mul' ? maskedProduct(graph, narrow) : undefined;
  if (masked !== undefined) return masked;
  const narrowShape = broadcastShape(narrow);
  if (narrowShape.length !== 4 || !narrow.some((value) => isHeldChannelsFirst(graph, value))) {
    return graph.expand(graph.node(opType, narrow, narrowShape, type, attributes), shape);
  }
  const held = narrow.map((value) => heldChannelsFirst(graph, value));
  const result = graph.node(opType, held, orderChannelsFirst(narrowShape), type, attributes);
  return graph.expand(channelsLast(graph, result), shape);
}

function broadcastShape(values: readonly GraphValue[]): readonly number[] {
  return values
    .map((value) => [...value.shape])
    .reduce((one, other) => (equalShapes(one, other) ? one : backend_util.assertAndGetBroadcastShape(one, other)));
}

/** An operand of an image's operation in NCHW; a smaller one, such as a bias [channels], gets the missing axes. */
function heldChannelsFirst(graph: GraphBuilder, value: GraphValue): GraphValue {
  if (value.shape.length === 0) return value;
  const missing = Array.from({ length: 4 - value.shape.length }, () => 1);
  return channelsFirst(graph, graph.reshape(value, [...missing, ...value.shape]));
}

/** x·1, x/1, x+0, x−0 → x; undefined for every other operation. */
function neutral(graph: GraphBuilder, opType: string, [a, b]: readonly GraphValue[]): GraphValue | undefined {
  if (a === undefined || b === undefined) return undefined;
  const [left, right] = [graph.constantScalar(a), graph.constantScalar(b)];
  switch (opType) {
    case 'Mul':
      return right === 1 ? a : left === 1 ? b : undefined;
    case 'Add':
      return right === 0 ? a : left === 0 ? b : undefined;
    case 'Div':
      return right === 1 ? a : undefined;
    case 'Sub':
      return right === 0 ? a : undefined;
    default:
      return undefined;
  }
}

/** value · heaviside(source) in the cheaper form that is recorded for it, where there is one. */
function maskedProduct(graph: GraphBuilder, factors: readonly GraphValue[]): GraphValue | undefined {
  for (const [value, mask] of [factors, [...factors].reverse()]) {
    if (value === undefined || mask === undefined) return undefined;
    const source = graph.madeBy(asMade(graph, mask), 'HardSigmoid')?.source;
    const known = source === undefined ? undefined : graph.maskedBy(value, source);
    if (known !== undefined) return known;
  }
  return undefined;
}
