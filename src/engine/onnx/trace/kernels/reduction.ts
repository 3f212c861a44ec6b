import { backend_util, util } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../graph/shape';
import type { GraphValue } from '../../graph/node';
import {
  axisChannelsFirst,
  channelsFirst,
  channelsLast,
  isHeldChannelsFirst,
  orderChannelsFirst,
} from '../image-layout';
import {
  elementwiseOf,
  cast,
  inputOf,
  integerList,
  untraceable,
  type KernelCall,
  type KernelTrace,
  type KernelTraces,
} from './kernel';

interface Reduced {
  readonly x: GraphValue;
  readonly axes: number[];
  readonly shape: readonly number[];
  readonly isKept: boolean;
}

function axesOf(call: KernelCall): Reduced {
  const x = inputOf(call, 'x');
  const axis = (call.attributes['axis'] ?? call.attributes['reductionIndices']) as number | number[] | undefined;
  const axes = util.parseAxisParam(axis ?? x.shape.map((_, index) => index), [...x.shape]);
  const isKept = call.attributes['keepDims'] === true;
  const [outShape] = backend_util.computeOutAndReduceShapes([...x.shape], axes);
  return { x, axes, isKept, shape: isKept ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape };
}

/** The axes are an input of ReduceSum since opset 13 and an attribute of the others until 18. */
function reduce(
  call: KernelCall,
  opType: string,
  x: GraphValue,
  axes: readonly number[],
  isKept: boolean,
  shape: readonly number[],
): GraphValue {
  const first = isKept ? undefined : sumByExamples(call, opType, x, axes, shape);
  if (first !== undefined) return first;
  const keepdims = isKept ? 1 : 0;
  if (opType !== 'ReduceSum') return call.graph.node(opType, [x], shape, x.type, { axes, keepdims });
  return call.graph.node(opType, [x, integerList(call, axes)], shape, x.type, { keepdims });
}

/**
 * ReduceSum(x; all axes but the last) → ReduceSum(ReduceSum(x; first axis); the rest), as in a bias's gradient: ONNX Runtime
 * sums long rows several times as fast as many short ones.
 */
function sumByExamples(
  call: KernelCall,
  opType: string,
  x: GraphValue,
  axes: readonly number[],
  shape: readonly number[],
): GraphValue | undefined {
  const last = x.shape.length - 1;
  if (opType !== 'ReduceSum' || last < 2 || axes.length !== last || axes.includes(last)) return undefined;
  const rest = [sizeOf(x.shape.slice(1, -1)), ...x.shape.slice(-1)];
  const byExample = call.graph.node('ReduceSum', [x, integerList(call, [0])], x.shape.slice(1), x.type, {
    keepdims: 0,
  });
  const rows = call.graph.reshape(byExample, rest);
  return call.graph.node('ReduceSum', [rows, integerList(call, [0])], shape, x.type, { keepdims: 0 });
}

/** Images in NCHW are reduced in it, unless the remaining axes would come out in another order. */
function reduction(opType: string): KernelTrace {
  return (call) => {
    const { x, axes, isKept, shape } = axesOf(call);
    // Without axes ONNX would reduce over all of them; tfjs means none.
    if (axes.length === 0) return x;
    const tiled = opType === 'ReduceSum' && !isKept && axes.join() === '0,1,2' ? call.graph.tilingOf(x) : undefined;
    if (tiled !== undefined) return reduce(call, opType, tiled.source, axes, isKept, shape);
    const isOrdered = isKept || axes.includes(3) || (axes.includes(1) && axes.includes(2));
    if (!isHeldChannelsFirst(call.graph, x) || !isOrdered) return reduce(call, opType, x, axes, isKept, shape);
    const held = axes.map(axisChannelsFirst).sort((one, other) => one - other);
    const source = channelsFirst(call.graph, x);
    if (!isKept) return reduce(call, opType, source, held, false, shape);
    return channelsLast(call.graph, reduce(call, opType, source, held, true, orderChannelsFirst(shape)));
  };
}

/** Any, All → ReduceMax, ReduceMin of 0 and 1: ONNX has no logical reductions. */
function logicReduction(opType: string): KernelTrace {
  return (call) => {
    const { x, axes, isKept, shape } = axesOf(call);
    if (axes.length === 0) return x;
    return cast(call, reduce(call, opType, cast(call, x, 'int32'), axes, isKept, shape), 'bool');
  };
}

function argExtreme(opType: string): KernelTrace {
  return (call) => {
    const x = inputOf(call, 'x');
    const [axis = 0] = util.parseAxisParam(call.attributes['axis'] as number, [...x.shape]);
    const shape = x.shape.filter((_, index) => index !== axis);
    return cast(call, call.graph.node(opType, [x], shape, 'int64', { axis, keepdims: 0 }), 'int32');
  };
}

function normalized(opType: string): KernelTrace {
  return (call) => {
    const logits = inputOf(call, 'logits');
    const axis = (call.attributes['dim'] ?? call.attributes['axis']) as number;
    return call.graph.node(opType, [logits], logits.shape, logits.type, { axis });
  };
}

const cumulativeSum: KernelTrace = (call) => {
  const x = inputOf(call, 'x');
  const { axis, exclusive, reverse } = call.attributes;
  return call.graph.node('CumSum', [x, call.graph.constant([axis as number], [], 'int64')], x.shape, x.type, {
    exclusive: exclusive === true ? 1 : 0,
    reverse: reverse === true ? 1 : 0,
  });
};

/** The values shifted along an axis by an offset, padded with 1. */
function shifted(call: KernelCall, x: GraphValue, axis: number, offset: number): GraphValue {
  const length = x.shape[axis] ?? 1;
  const [start, end] = offset > 0 ? [0, length - offset] : [-offset, length];
  const shape = x.shape.map((size, index) => (index === axis ? end - start : size));
  const places = [[start], [end], [axis]].map((values) => integerList(call, values));
  const kept = call.graph.node('Slice', [x, ...places], shape, x.type);
  const before = x.shape.map((_, index) => (index === axis ? Math.max(offset, 0) : 0));
  const after = x.shape.map((_, index) => (index === axis ? Math.max(-offset, 0) : 0));
  const one = call.graph.constant([1], [], x.type);
  return call.graph.node('Pad', [kept, integerList(call, [...before, ...after]), one], x.shape, x.type);
}

/** ONNX has no CumProd: each round multiplies by the values twice as far away (Hillis and Steele 1986). */
const cumulativeProduct: KernelTrace = (call) => {
  const x = inputOf(call, 'x');
  const axis = call.attributes['axis'] as number;
  const length = x.shape[axis] ?? 1;
  const direction = call.attributes['reverse'] === true ? -1 : 1;
  let result = x;
  if (call.attributes['exclusive'] === true) {
    result =
      length === 1
        ? call.graph.constant(new Float32Array(sizeOf(x.shape)).fill(1), x.shape, x.type)
        : shifted(call, x, axis, direction);
  }
  for (let offset = 1; offset < length; offset *= 2) {
    result = elementwiseOf(call, 'Mul', [result, shifted(call, result, axis, direction * offset)]);
  }
  return result;
};

/** TopK along the last axis; equal values in the order of their positions, as in tfjs. */
const largest: KernelTrace = (call) => {
  const x = inputOf(call, 'x');
  const k = call.attributes['k'] as number;
  const shape = [...x.shape.slice(0, -1), k];
  const results = [
    { shape, type: x.type },
    { shape, type: 'int64' as const },
  ];
  const [values, places] = call.graph.nodeWithOutputs('TopK', [x, integerList(call, [k])], results, {
    axis: x.shape.length - 1,
    sorted: 1,
  });
  if (values === undefined || places === undefined) throw untraceable(call, 'gave no values');
  return [values, cast(call, places, 'int32')];
};

/** Reductions along axes, and softmax, cumulative sums and the like, which are made of them. */
export const reductionKernels: KernelTraces = {
  Sum: reduction('ReduceSum'),
  Mean: reduction('ReduceMean'),
  Prod: reduction('ReduceProd'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  All: logicReduction('ReduceMin'),
  Any: logicReduction('ReduceMax'),
  ArgMax: argExtreme('ArgMax'),
  ArgMin: argExtreme('ArgMin'),
  Softmax: normalized('Softmax'),
  LogSoftmax: normalized('LogSoftmax'),
  Cumsum: cumulativeSum,
  Cumprod: cumulativeProduct,
  TopK: largest,
};
