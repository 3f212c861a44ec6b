import { backend_util } from '@tensorflow/tfjs-core';
import { inputOf, type KernelTrace } from './kernel';

function binary(opType: string, result: 'same' | 'bool'): KernelTrace {
  return (call) => {
    const a = inputOf(call, 'a');
    const b = inputOf(call, 'b');
    const shape = backend_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);
    return call.graph.node(opType, [a, b], shape, result === 'bool' ? 'bool' : a.type);
  };
}

/** Arithmetic and comparison of two broadcast tensors. */
export const binaryKernels: Readonly<Record<string, KernelTrace>> = {
  Add: binary('Add', 'same'),
  Sub: binary('Sub', 'same'),
  Multiply: binary('Mul', 'same'),
  RealDiv: binary('Div', 'same'),
  Pow: binary('Pow', 'same'),
  Maximum: binary('Max', 'same'),
  Minimum: binary('Min', 'same'),
  Equal: binary('Equal', 'bool'),
  Greater: binary('Greater', 'bool'),
  GreaterEqual: binary('GreaterOrEqual', 'bool'),
  Less: binary('Less', 'bool'),
  LessEqual: binary('LessOrEqual', 'bool'),
  LogicalAnd: binary('And', 'bool'),
};
