import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphValue } from '../../graph/node';
import { activate } from './activation';
import { elementwiseOf, inputOf, type KernelCall, type KernelTraces } from './kernel';

/** BatchMatMul(a, b) → Gemm(a, b; transA, transB) where the batch is 1, else MatMul. */
function product(call: KernelCall): GraphValue {
  const { graph } = call;
  const [a, b] = [inputOf(call, 'a'), inputOf(call, 'b')];
  const [isATransposed, isBTransposed] = [
    call.attributes['transposeA'] === true,
    call.attributes['transposeB'] === true,
  ];
  const rows = a.shape.at(isATransposed ? -1 : -2) ?? 1;
  const columns = b.shape.at(isBTransposed ? -2 : -1) ?? 1;
  const batch = backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...batch, rows, columns];
  if (batch.every((length) => length === 1)) {
    const matrices = [a, b].map((value) => graph.reshape(value, value.shape.slice(-2)));
    const attributes = { transA: isATransposed ? 1 : 0, transB: isBTransposed ? 1 : 0 };
    return graph.reshape(graph.node('Gemm', matrices, [rows, columns], a.type, attributes), shape);
  }
  const left = isATransposed ? transposeMatrices(call, a) : a;
  const right = isBTransposed ? transposeMatrices(call, b) : b;
  return graph.node('MatMul', [left, right], shape, a.type);
}

/** Transposes the matrices of a batch. */
function transposeMatrices(call: KernelCall, value: GraphValue): GraphValue {
  const axes = value.shape.map((_, index) => index);
  const last = axes.length - 1;
  return call.graph.transpose(value, [...axes.slice(0, -2), last, last - 1]);
}

/** Matrix products. */
export const matrixKernels: KernelTraces = {
  BatchMatMul: product,
  _FusedMatMul: (call) => {
    const bias = call.inputs['bias'];
    const sums = product(call);
    return activate(call, bias === undefined ? sums : elementwiseOf(call, 'Add', [sums, bias]));
  },
};
