import { slice_util, util } from '@tensorflow/tfjs-core';
import { equalShapes, sizeOf } from '../../graph/shape';
import type { GraphValue } from '../../graph/node';
import {
  axisChannelsFirst,
  channelsFirst,
  channelsLast,
  isHeldChannelsFirst,
  orderChannelsFirst,
} from '../image-layout';
import { inputOf, integerList, untraceable, type KernelCall, type KernelTrace, type KernelTraces } from './kernel';

function slice(
  call: KernelCall,
  x: GraphValue,
  begin: readonly number[],
  shape: readonly number[],
  strides: readonly number[],
): GraphValue {
  if (equalShapes(x.shape, shape) && strides.every((stride) => stride === 1)) return x;
  const lists = [
    begin,
    begin.map((start, axis) => sliceEnd(start, shape[axis] ?? 0, strides[axis] ?? 1)),
    begin.map((_, axis) => axis),
    strides,
  ];
  return call.graph.node('Slice', [x, ...lists.map((list) => integerList(call, list))], shape, x.type);
}

/** The end of a slice. A negative one would count from the back: 'before the first' is the smallest integer. */
function sliceEnd(start: number, count: number, stride: number): number {
  const end = start + count * stride;
  return end < 0 ? Number.MIN_SAFE_INTEGER : end;
}

const sliced: KernelTrace = (call) => {
  const x = inputOf(call, 'x');
  const asked = call.attributes as { begin: number | number[]; size?: number | number[] };
  const info = { dataId: {}, dtype: 'float32' as const, shape: [...x.shape] };
  const [begin = [], size = []] = slice_util.parseSliceParams(info, asked.begin, asked.size);
  return slice(
    call,
    x,
    begin,
    size,
    size.map(() => 1),
  );
};

interface StridedSliceAttributes {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

const stridedSlice: KernelTrace = (call) => {
  const x = inputOf(call, 'x');
  const asked = call.attributes as unknown as StridedSliceAttributes;
  const masks = [asked.beginMask, asked.endMask, asked.ellipsisMask, asked.newAxisMask, asked.shrinkAxisMask] as const;
  const info = slice_util.sliceInfo([...x.shape], asked.begin, asked.end, asked.strides, ...masks);
  const shape = slice_util.computeOutShape(info.begin, info.end, info.strides);
  return call.graph.reshape(slice(call, x, info.begin, shape, info.strides), info.finalShape);
};

const reverse: KernelTrace = (call) => {
  const x = inputOf(call, 'x');
  const axes = util.parseAxisParam(call.attributes['dims'] as number[], [...x.shape]);
  const begin = x.shape.map((length, axis) => (axes.includes(axis) ? length - 1 : 0));
  return slice(
    call,
    x,
    begin,
    x.shape,
    x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1)),
  );
};

function pad(mode: 'constant' | 'reflect'): KernelTrace {
  return (call) => {
    const { graph } = call;
    const x = inputOf(call, 'x');
    if (mode === 'reflect' && call.attributes['mode'] !== 'reflect')
      throw untraceable(call, "in the mode 'symmetric' cannot be traced");
    const paddings = call.attributes['paddings'] as [number, number][];
    const isHeld = isHeldChannelsFirst(graph, x);
    const source = isHeld ? channelsFirst(graph, x) : x;
    const around = isHeld ? orderChannelsFirst(paddings) : paddings;
    const shape = source.shape.map((length, axis) => length + (around[axis]?.[0] ?? 0) + (around[axis]?.[1] ?? 0));
    const amounts = integerList(call, [...around.map(([before]) => before), ...around.map(([, after]) => after)]);
    const fill = graph.constant([mode === 'constant' ? (call.attributes['constantValue'] as number) : 0], [], x.type);
    const inputs = mode === 'constant' ? [source, amounts, fill] : [source, amounts];
    const padded = graph.node('Pad', inputs, shape, x.type, { mode: { text: mode } });
    return isHeld ? channelsLast(graph, padded) : padded;
  };
}

const concat: KernelTrace = (call) => {
  const values = Object.values(call.inputs).filter((value) => sizeOf(value.shape) > 0);
  const [first] = values;
  if (first === undefined) throw untraceable(call, 'was called without values');
  const [axis = 0] = util.parseAxisParam(call.attributes['axis'] as number, [...first.shape]);
  if (values.length === 1) return first;
  const isHeld = values.some((value) => isHeldChannelsFirst(call.graph, value));
  const sources = isHeld ? values.map((value) => channelsFirst(call.graph, value)) : values;
  const place = isHeld ? axisChannelsFirst(axis) : axis;
  const length = values.reduce((sum, value) => sum + (value.shape[axis] ?? 0), 0);
  const shape = (sources[0]?.shape ?? []).map((size, index) => (index === place ? length : size));
  const whole = call.graph.node('Concat', sources, shape, first.type, { axis: place });
  return isHeld ? channelsLast(call.graph, whole) : whole;
};

function split(call: KernelCall, x: GraphValue, axis: number, sizes: readonly number[]): readonly GraphValue[] {
  if (sizes.length === 1) return [x];
  const results = sizes.map((size) => ({
    shape: x.shape.map((length, index) => (index === axis ? size : length)),
    type: x.type,
  }));
  return call.graph.nodeWithOutputs('Split', [x, integerList(call, sizes)], results, { axis });
}

const splitKernel: KernelTrace = (call) => {
  const x = inputOf(call, 'x');
  const [axis = 0] = util.parseAxisParam(call.attributes['axis'] as number, [...x.shape]);
  const wanted = call.attributes['numOrSizeSplits'] as number | number[];
  const length = x.shape[axis] ?? 1;
  if (typeof wanted === 'number')
    return split(
      call,
      x,
      axis,
      Array.from({ length: wanted }, () => length / wanted),
    );
  const rest = length - wanted.reduce((sum, size) => sum + Math.max(size, 0), 0);
  return split(
    call,
    x,
    axis,
    wanted.map((size) => (size === -1 ? rest : size)),
  );
};

const unpack: KernelTrace = (call) => {
  const x = inputOf(call, 'value');
  const [axis = 0] = util.parseAxisParam(call.attributes['axis'] as number, [...x.shape]);
  const parts = split(
    call,
    x,
    axis,
    Array.from({ length: x.shape[axis] ?? 1 }, () => 1),
  );
  return parts.map((part) =>
    call.graph.reshape(
      part,
      x.shape.filter((_, index) => index !== axis),
    ),
  );
};

const pack: KernelTrace = (call) => {
  const values = Object.values(call.inputs);
  const rank = values[0]?.shape.length ?? 0;
  const axis = ((call.attributes['axis'] as number) + rank + 1) % (rank + 1);
  const parts = values.map((value) =>
    call.graph.reshape(value, [...value.shape.slice(0, axis), 1, ...value.shape.slice(axis)]),
  );
  const [first] = parts;
  if (first === undefined) throw untraceable(call, 'was called without values');
  const shape = first.shape.map((length, index) => (index === axis ? parts.length : length));
  return parts.length === 1 ? first : call.graph.node('Concat', parts, shape, first.type, { axis });
};

/** Tile(x) → Expand(x) where only axes of length 1 are repeated: most operations broadcast by themselves. */
const tile: KernelTrace = (call) => {
  const x = inputOf(call, 'x');
  const given = call.attributes['reps'] as number[];
  const missing = Math.max(0, given.length - x.shape.length);
  const source = call.graph.reshape(x, [...Array.from({ length: missing }, () => 1), ...x.shape]);
  const repeats = [...Array.from({ length: source.shape.length - given.length }, () => 1), ...given];
  const shape = source.shape.map((length, axis) => length * (repeats[axis] ?? 1));
  const isExpansion = source.shape.every((length, axis) => length === 1 || repeats[axis] === 1);
  if (isExpansion) return call.graph.expand(source, shape);
  return call.graph.node('Tile', [source, integerList(call, repeats)], shape, x.type);
};

const transpose: KernelTrace = (call) => call.graph.transpose(inputOf(call, 'x'), call.attributes['perm'] as number[]);

function constantLike(value: number): KernelTrace {
  return (call) => {
    const x = inputOf(call, 'x');
    return call.graph.expand(call.graph.constant([value], [], x.type), x.shape);
  };
}

/** Kernels that move values without changing them, and constants. */
export const shapeKernels: KernelTraces = {
  Reshape: (call) => {
    const x = inputOf(call, 'x');
    const size = sizeOf(x.shape);
    return call.graph.reshape(x, util.inferFromImplicitShape([...(call.attributes['shape'] as number[])], size));
  },
  ExpandDims: (call) => {
    const x = inputOf(call, 'input');
    const dim = call.attributes['dim'] as number;
    const place = dim < 0 ? x.shape.length + dim + 1 : dim;
    return call.graph.reshape(x, [...x.shape.slice(0, place), 1, ...x.shape.slice(place)]);
  },
  Transpose: transpose,
  Slice: sliced,
  StridedSlice: stridedSlice,
  Reverse: reverse,
  PadV2: pad('constant'),
  MirrorPad: pad('reflect'),
  Concat: concat,
  SplitV: splitKernel,
  Unpack: unpack,
  Pack: pack,
  Tile: tile,
  ZerosLike: constantLike(0),
  OnesLike: constantLike(1),
  Fill: (call) => {
    const { shape, value } = call.attributes as { shape: number[]; value: number };
    const dtype = (call.attributes['dtype'] as 'float32' | 'int32' | 'bool' | undefined) ?? 'float32';
    return call.graph.expand(call.graph.constant([value], [], dtype), shape);
  },
};
