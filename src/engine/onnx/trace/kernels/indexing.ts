import { util } from '@tensorflow/tfjs-core';
import { cast, where, compare, inputOf, scalar, untraceable, type KernelTrace, type KernelTraces } from './kernel';

const gather: KernelTrace = (call) => {
  const [x, indices] = [inputOf(call, 'x'), inputOf(call, 'indices')];
  const [axis = 0] = util.parseAxisParam((call.attributes['axis'] as number | undefined) ?? 0, [...x.shape]);
  if (((call.attributes['batchDims'] as number | undefined) ?? 0) !== 0)
    throw untraceable(call, 'by batch cannot be traced');
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return call.graph.node('Gather', [x, cast(call, indices, 'int32')], shape, x.type, { axis });
};

const oneHot: KernelTrace = (call) => {
  const indices = cast(call, inputOf(call, 'indices'), 'int32');
  const { depth, onValue, offValue } = call.attributes as { depth: number; onValue: number; offValue: number };
  const type = (call.attributes['dtype'] as 'float32' | 'int32' | 'bool' | undefined) ?? 'int32';
  const places = call.graph.constant(
    Array.from({ length: depth }, (_, index) => index),
    [depth],
    'int32',
  );
  const isThere = compare(call, 'Equal', call.graph.reshape(indices, [...indices.shape, 1]), places);
  if (type === 'bool') return onValue === 0 ? compare(call, 'Not', isThere) : isThere;
  return where(call, isThere, scalar(call, onValue, type), scalar(call, offValue, type));
};

/** Sums rows by segment: the gradient of gather. */
const segmentSum: KernelTrace = (call) => {
  const [x, segments] = [inputOf(call, 'x'), inputOf(call, 'segmentIds')];
  const count = call.attributes['numSegments'] as number;
  const places = cast(call, call.graph.reshape(segments, [...segments.shape, 1]), 'int64');
  const shape = [count, ...x.shape.slice(1)];
  const zeros = call.graph.expand(scalar(call, 0, x.type), shape);
  return call.graph.node('ScatterND', [zeros, places, x], shape, x.type, { reduction: { text: 'add' } });
};

const range: KernelTrace = (call) => {
  const { start, stop, step } = call.attributes as { start: number; stop: number; step: number };
  const type = (call.attributes['dtype'] as 'float32' | 'int32' | undefined) ?? 'float32';
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return call.graph.constant(
    Array.from({ length: count }, (_, index) => start + index * step),
    [count],
    type,
  );
};

/** GatherND: the values at positions that are given by coordinates. */
const gatherNd: KernelTrace = (call) => {
  const [params, indices] = [inputOf(call, 'params'), inputOf(call, 'indices')];
  const depth = indices.shape.at(-1) ?? 0;
  const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
  return call.graph.node('GatherND', [params, cast(call, indices, 'int64')], shape, params.type);
};

const scatterNd: KernelTrace = (call) => {
  const [indices, updates] = [inputOf(call, 'indices'), inputOf(call, 'updates')];
  const shape = call.attributes['shape'] as number[];
  const zeros = call.graph.expand(scalar(call, 0, updates.type), shape);
  const places = cast(call, indices, 'int64');
  return call.graph.node('ScatterND', [zeros, places, updates], shape, updates.type, { reduction: { text: 'add' } });
};

const linSpace: KernelTrace = (call) => {
  const { start, stop, num } = call.attributes as { start: number; stop: number; num: number };
  const step = num === 1 ? 0 : (stop - start) / (num - 1);
  return call.graph.constant(
    Array.from({ length: num }, (_, index) => start + index * step),
    [num],
    'float32',
  );
};

/** Kernels that read and write values by index. */
export const indexingKernels: KernelTraces = {
  GatherV2: gather,
  GatherNd: gatherNd,
  ScatterNd: scatterNd,
  OneHot: oneHot,
  UnsortedSegmentSum: segmentSum,
  Range: range,
  LinSpace: linSpace,
};
