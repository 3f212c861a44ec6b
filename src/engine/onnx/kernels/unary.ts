import { alike, inputOf, scalar, type KernelTrace } from './kernel';

const unary =
  (opType: string): KernelTrace =>
  (call) =>
    alike(call, opType, [inputOf(call, 'x')]);

/** Functions of one tensor, element by element. */
export const unaryKernels: Readonly<Record<string, KernelTrace>> = {
  Neg: unary('Neg'),
  Exp: unary('Exp'),
  Log: unary('Log'),
  Sqrt: unary('Sqrt'),
  Abs: unary('Abs'),
  Sign: unary('Sign'),
  Relu: unary('Relu'),
  Tanh: unary('Tanh'),
  Sigmoid: unary('Sigmoid'),
  Elu: unary('Elu'),
  Reciprocal: unary('Reciprocal'),
  Identity: unary('Identity'),
  Square: (call) => alike(call, 'Mul', [inputOf(call, 'x'), inputOf(call, 'x')]),
  Rsqrt: (call) => alike(call, 'Reciprocal', [alike(call, 'Sqrt', [inputOf(call, 'x')])]),
  // tfjs: 1 above 0, else alpha; at NaN it gives NaN, which no gradient of ours relies on.
  Step: (call) => {
    const x = inputOf(call, 'x');
    if (call.attributes['alpha'] !== 0) throw new Error('Step with a slope below 0 cannot be traced');
    const isAbove = call.graph.node('Greater', [x, scalar(call, 0, x.type)], x.shape, 'bool');
    return call.graph.node('Cast', [isAbove], x.shape, x.type, { to: 1 });
  },
  // dy where y ≥ 0, else dy·(y + 1), with y the value of elu.
  EluGrad: (call) => {
    const dy = inputOf(call, 'dy');
    const y = inputOf(call, 'y');
    const isPositive = call.graph.node('GreaterOrEqual', [y, scalar(call, 0)], y.shape, 'bool');
    const below = alike(call, 'Mul', [dy, alike(call, 'Add', [y, scalar(call, 1)])]);
    return call.graph.node('Where', [isPositive, dy, below], dy.shape, dy.type);
  },
};
