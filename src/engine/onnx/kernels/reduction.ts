import { backend_util, util } from '@tensorflow/tfjs-core';
import type { GraphValue } from '../graph';
import { inputOf, type KernelCall, type KernelTrace } from './kernel';

interface Reduced {
  readonly x: GraphValue;
  readonly axes: number[];
  readonly keepDims: number;
  readonly shape: readonly number[];
}

function reduced(call: KernelCall, name = 'x'): Reduced {
  const x = inputOf(call, name);
  const axis = (call.attributes['axis'] ?? call.attributes['reductionIndices']) as number | number[] | undefined;
  const axes = util.parseAxisParam(axis ?? x.shape.map((_, index) => index), [...x.shape]);
  const isKept = call.attributes['keepDims'] === true;
  const [outShape] = backend_util.computeOutAndReduceShapes([...x.shape], axes);
  const shape = isKept ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape;
  return { x, axes, keepDims: isKept ? 1 : 0, shape };
}

/** The axes are an input of ReduceSum since opset 13 and an attribute of the others until 18. */
const sum: KernelTrace = (call) => {
  const { x, axes, keepDims, shape } = reduced(call);
  // Without axes ONNX would reduce over all of them; tfjs means none.
  if (axes.length === 0) return call.graph.node('Identity', [x], x.shape, x.type);
  const axesInput = call.graph.constant(axes, [axes.length], 'int64');
  return call.graph.node('ReduceSum', [x, axesInput], shape, x.type, { keepdims: keepDims });
};

function reduction(opType: string): KernelTrace {
  return (call) => {
    const { x, axes, keepDims, shape } = reduced(call);
    if (axes.length === 0) return call.graph.node('Identity', [x], x.shape, x.type);
    return call.graph.node(opType, [x], shape, x.type, { axes, keepdims: keepDims });
  };
}

/** Sums and extremes along axes, and what is made of them. */
export const reductionKernels: Readonly<Record<string, KernelTrace>> = {
  Sum: sum,
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  ArgMax: (call) => {
    const x = inputOf(call, 'x');
    const axis = call.attributes['axis'] as number;
    const shape = x.shape.filter((_, index) => index !== axis);
    const places = call.graph.node('ArgMax', [x], shape, 'int64', { axis, keepdims: 0 });
    return call.graph.node('Cast', [places], shape, 'int32', { to: 6 });
  },
  Softmax: (call) => {
    const logits = inputOf(call, 'logits');
    const axis = call.attributes['dim'] as number;
    return call.graph.node('Softmax', [logits], logits.shape, logits.type, { axis });
  },
};
