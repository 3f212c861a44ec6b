import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph-builder';
import { channelsFirst, channelsLast, isHeldChannelsFirst } from '../image-layout';
import type { GraphValue } from '../../graph/node';
import {
  elementwiseOf,
  cast,
  where,
  compare,
  inputOf,
  heaviside,
  scalar,
  type KernelCall,
  type KernelTrace,
  type KernelTraces,
} from './kernel';

const unary =
  (opType: string): KernelTrace =>
  (call) =>
    elementwiseOf(call, opType, [inputOf(call, 'x')]);

const test =
  (opType: string): KernelTrace =>
  (call) =>
    compare(call, opType, inputOf(call, 'x'));

/** Step: 1 where x > 0, else the slope. Of relu's value where it is known, so that its operand need not be kept. */
const step: KernelTrace = (call) => {
  const given = inputOf(call, 'x');
  const x = knownRelu(call.graph, given) ?? given;
  const slope = (call.attributes['alpha'] as number | undefined) ?? 0;
  if (x.type === 'float32' && slope >= 0 && slope <= 1) {
    const ones = heaviside(call, x);
    return slope === 0 ? ones : elementwiseOf(call, 'Max', [ones, scalar(call, slope)]);
  }
  const isAbove = compare(call, 'Greater', x, scalar(call, 0, x.type));
  return where(call, isAbove, scalar(call, 1, x.type), scalar(call, slope, x.type));
};

function knownRelu(graph: GraphBuilder, x: GraphValue): GraphValue | undefined {
  if (!isHeldChannelsFirst(graph, x)) return graph.existing('Relu', [x]);
  const held = graph.existing('Relu', [channelsFirst(graph, x)]);
  return held === undefined ? undefined : channelsLast(graph, held);
}

/** dy where y ≥ 0, else dy·(y + 1), with y the value of elu. */
const eluGradient: KernelTrace = (call) => {
  const dy = inputOf(call, 'dy');
  const y = inputOf(call, 'y');
  const slope = elementwiseOf(call, 'Min', [elementwiseOf(call, 'Add', [y, scalar(call, 1)]), scalar(call, 1)]);
  return elementwiseOf(call, 'Mul', [dy, slope]);
};

const clipped = (call: KernelCall, x: GraphValue, low: number, high: number): GraphValue =>
  elementwiseOf(call, 'Min', [elementwiseOf(call, 'Max', [x, scalar(call, low, x.type)]), scalar(call, high, x.type)]);

/** Elementwise kernels of one tensor. */
export const unaryKernels: KernelTraces = {
  Neg: unary('Neg'),
  Exp: unary('Exp'),
  Log: unary('Log'),
  Sqrt: unary('Sqrt'),
  Abs: unary('Abs'),
  Sign: unary('Sign'),
  Floor: unary('Floor'),
  Ceil: unary('Ceil'),
  Round: unary('Round'),
  Sin: unary('Sin'),
  Cos: unary('Cos'),
  Erf: unary('Erf'),
  Relu: unary('Relu'),
  Tanh: unary('Tanh'),
  Sigmoid: unary('Sigmoid'),
  Softplus: unary('Softplus'),
  Elu: unary('Elu'),
  Reciprocal: unary('Reciprocal'),
  Identity: (call) => inputOf(call, 'x'),
  Square: (call) => elementwiseOf(call, 'Mul', [inputOf(call, 'x'), inputOf(call, 'x')]),
  Rsqrt: (call) => elementwiseOf(call, 'Reciprocal', [elementwiseOf(call, 'Sqrt', [inputOf(call, 'x')])]),
  // The values that tfjs's gradient of selu takes.
  Selu: (call) =>
    elementwiseOf(call, 'Selu', [inputOf(call, 'x')], {
      alpha: { float: backend_util.SELU_SCALEALPHA / backend_util.SELU_SCALE },
      gamma: { float: backend_util.SELU_SCALE },
    }),
  LeakyRelu: (call) =>
    elementwiseOf(call, 'LeakyRelu', [inputOf(call, 'x')], { alpha: { float: call.attributes['alpha'] as number } }),
  Relu6: (call) => clipped(call, inputOf(call, 'x'), 0, 6),
  ClipByValue: (call) => {
    const { clipValueMin, clipValueMax } = call.attributes;
    return clipped(call, inputOf(call, 'x'), clipValueMin as number, clipValueMax as number);
  },
  Step: step,
  EluGrad: eluGradient,
  IsNan: test('IsNaN'),
  IsInf: test('IsInf'),
  IsFinite: (call) => {
    const x = inputOf(call, 'x');
    return compare(call, 'Not', compare(call, 'Or', compare(call, 'IsNaN', x), compare(call, 'IsInf', x)));
  },
  LogicalNot: test('Not'),
  Cast: (call) => {
    const x = inputOf(call, 'x');
    const dtype = call.attributes['dtype'];
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')
      throw new Error(`Cast to ${String(dtype)} cannot be traced`);
    return cast(call, x, dtype);
  },
};
