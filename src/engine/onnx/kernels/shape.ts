import { util } from '@tensorflow/tfjs-core';
import type { GraphValue } from '../graph';
import { inputOf, type KernelCall, type KernelTrace } from './kernel';

function reshape(call: KernelCall, x: GraphValue, shape: readonly number[]): GraphValue {
  const target = call.graph.constant(shape, [shape.length], 'int64');
  return call.graph.node('Reshape', [x, target], shape, x.type);
}

const elementCodes = { float32: 1, int32: 6, bool: 9 } as const;

function constantLike(value: number): KernelTrace {
  return (call) => {
    const x = inputOf(call, 'x');
    return call.graph.constant(new Float32Array(util.sizeFromShape([...x.shape])).fill(value), x.shape, x.type);
  };
}

/** What changes shape or type but no value, and constants. */
export const shapeKernels: Readonly<Record<string, KernelTrace>> = {
  Reshape: (call) => {
    const x = inputOf(call, 'x');
    const size = util.sizeFromShape([...x.shape]);
    return reshape(call, x, util.inferFromImplicitShape([...(call.attributes['shape'] as number[])], size));
  },
  ExpandDims: (call) => {
    const x = inputOf(call, 'input');
    const dim = call.attributes['dim'] as number;
    const place = dim < 0 ? x.shape.length + dim + 1 : dim;
    return reshape(call, x, [...x.shape.slice(0, place), 1, ...x.shape.slice(place)]);
  },
  Transpose: (call) => {
    const x = inputOf(call, 'x');
    const perm = call.attributes['perm'] as number[];
    const shape = perm.map((axis) => x.shape[axis] ?? 1);
    return call.graph.node('Transpose', [x], shape, x.type, { perm });
  },
  Cast: (call) => {
    const x = inputOf(call, 'x');
    const dtype = call.attributes['dtype'] as keyof typeof elementCodes;
    return call.graph.node('Cast', [x], x.shape, dtype, { to: elementCodes[dtype] });
  },
  Select: (call) => {
    const values = inputOf(call, 't');
    return call.graph.node(
      'Where',
      [inputOf(call, 'condition'), values, inputOf(call, 'e')],
      values.shape,
      values.type,
    );
  },
  ZerosLike: constantLike(0),
  OnesLike: constantLike(1),
  Fill: (call) => {
    const shape = call.attributes['shape'] as number[];
    const dtype = (call.attributes['dtype'] as 'float32' | 'int32' | undefined) ?? 'float32';
    const value = call.attributes['value'] as number;
    return call.graph.constant(new Float32Array(util.sizeFromShape(shape)).fill(value), shape, dtype);
  },
};
