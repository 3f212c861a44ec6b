import { asMade, channelsLast } from '../image-layout';
import type { GraphValue } from '../../graph/node';
import {
  elementwiseOf,
  cast,
  where,
  compare,
  inputOf,
  heaviside,
  scalar,
  untraceable,
  type KernelCall,
  type KernelTrace,
  type KernelTraces,
} from './kernel';

const binary =
  (opType: string): KernelTrace =>
  (call) =>
    elementwiseOf(call, opType, [inputOf(call, 'a'), inputOf(call, 'b')]);

const comparison =
  (opType: string): KernelTrace =>
  (call) =>
    compare(call, opType, inputOf(call, 'a'), inputOf(call, 'b'));

/** Whole numbers divide through floats: ONNX would round towards 0. Exact up to 2^24. */
const floorDivision: KernelTrace = (call) => {
  const [a, b] = [inputOf(call, 'a'), inputOf(call, 'b')];
  const quotient = elementwiseOf(call, 'Div', [cast(call, a, 'float32'), cast(call, b, 'float32')]);
  return cast(call, elementwiseOf(call, 'Floor', [quotient]), a.type);
};

/** The remainder with the sign of the divisor; ONNX has that for whole numbers, for floats C's fmod. */
const modulo: KernelTrace = (call) => {
  const [a, b] = [inputOf(call, 'a'), inputOf(call, 'b')];
  if (a.type !== 'float32') return elementwiseOf(call, 'Mod', [a, b]);
  const rest = elementwiseOf(call, 'Mod', [a, b], { fmod: 1 });
  const zero = call.graph.constant([0], [], 'float32');
  const isSameSign = compare(call, 'Equal', compare(call, 'Less', a, zero), compare(call, 'Less', b, zero));
  return where(
    call,
    isSameSign,
    rest,
    elementwiseOf(call, 'Mod', [elementwiseOf(call, 'Add', [rest, b]), b], { fmod: 1 }),
  );
};

/** Where(condition, t, e). tfjs broadcasts the condition before, or has one for each row of the values. */
const select: KernelTrace = (call) => {
  const [condition, yes, no] = [inputOf(call, 'condition'), inputOf(call, 't'), inputOf(call, 'e')];
  const rows = condition.shape.length === 1 && yes.shape.length > 1;
  const product = rows ? undefined : scaledBelow(call, condition, yes, no);
  if (product !== undefined) return product;
  const shape = rows ? [...condition.shape, ...yes.shape.slice(1).map(() => 1)] : condition.shape;
  const shaped = call.graph.reshape(condition, shape);
  if (yes.type !== 'bool') return where(call, shaped, yes, no);
  const result = where(call, shaped, cast(call, yes, 'int32'), cast(call, no, 'int32'));
  return cast(call, result, 'bool');
};

/** Where(x > 0, y, slope · y) → y · max(heaviside(x), slope), as in leaky relu's gradient, without a Where. */
function scaledBelow(call: KernelCall, condition: GraphValue, yes: GraphValue, no: GraphValue): GraphValue | undefined {
  const { graph } = call;
  const [above, scaled] = [graph.madeBy(asMade(graph, condition), 'Greater'), graph.madeBy(asMade(graph, no), 'Mul')];
  const [limit, slope] = [above, scaled].map((made) => graph.constantScalar(made?.node.inputs[1]));
  if (above?.source.type !== 'float32' || limit !== 0) return undefined;
  if (scaled?.source.name !== asMade(graph, yes).name || slope === undefined || slope < 0 || slope > 1)
    return undefined;
  const isHeld = asMade(graph, condition) !== condition;
  const x = isHeld ? channelsLast(graph, above.source) : above.source;
  return elementwiseOf(call, 'Mul', [yes, elementwiseOf(call, 'Max', [heaviside(call, x), scalar(call, slope)])]);
}

/** Arithmetic and comparison of broadcast tensors. */
export const binaryKernels: KernelTraces = {
  Add: binary('Add'),
  Sub: binary('Sub'),
  Multiply: binary('Mul'),
  RealDiv: binary('Div'),
  FloorDiv: floorDivision,
  Mod: modulo,
  Pow: binary('Pow'),
  Prelu: (call) => elementwiseOf(call, 'PRelu', [inputOf(call, 'x'), inputOf(call, 'alpha')]),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  SquaredDifference: (call) => {
    const difference = elementwiseOf(call, 'Sub', [inputOf(call, 'a'), inputOf(call, 'b')]);
    return elementwiseOf(call, 'Mul', [difference, difference]);
  },
  AddN: (call) => {
    const [first, ...others] = Object.values(call.inputs);
    if (first === undefined) throw untraceable(call, 'was called without tensors');
    return others.reduce((sum, value) => elementwiseOf(call, 'Add', [sum, value]), first);
  },
  Equal: comparison('Equal'),
  NotEqual: (call) => compare(call, 'Not', compare(call, 'Equal', inputOf(call, 'a'), inputOf(call, 'b'))),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  LogicalAnd: comparison('And'),
  LogicalOr: comparison('Or'),
  Select: select,
};
