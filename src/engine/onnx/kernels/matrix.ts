import type { GraphValue } from '../graph';
import { inputOf, type KernelCall, type KernelTrace } from './kernel';

function matMul(call: KernelCall): GraphValue {
  const a = inputOf(call, 'a');
  const b = inputOf(call, 'b');
  const [transA, transB] = [call.attributes['transposeA'] === true, call.attributes['transposeB'] === true];
  const rows = a.shape.at(transA ? -1 : -2) ?? 1;
  const columns = b.shape.at(transB ? -2 : -1) ?? 1;
  if (a.shape.length !== 2 || b.shape.length !== 2) {
    throw new Error(
      `a product of [${a.shape.join(', ')}] and [${b.shape.join(', ')}] cannot be traced, only of matrices`,
    );
  }
  return call.graph.node('Gemm', [a, b], [rows, columns], a.type, { transA: transA ? 1 : 0, transB: transB ? 1 : 0 });
}

/** Products of matrices. */
export const matrixKernels: Readonly<Record<string, KernelTrace>> = { BatchMatMul: matMul };
