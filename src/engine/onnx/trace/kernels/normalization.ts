import { elementwiseOf, inputOf, scalar, type KernelTrace, type KernelTraces } from './kernel';

/** (x − mean)·scale/√(variance + ε) + offset; the factor of each channel is computed once for all pixels. */
const batchNorm: KernelTrace = (call) => {
  const [x, mean, variance] = [inputOf(call, 'x'), inputOf(call, 'mean'), inputOf(call, 'variance')];
  const { scale, offset } = call.inputs;
  const guarded = elementwiseOf(call, 'Add', [variance, scalar(call, call.attributes['varianceEpsilon'] as number)]);
  const inverse = elementwiseOf(call, 'Reciprocal', [elementwiseOf(call, 'Sqrt', [guarded])]);
  const factor = scale === undefined ? inverse : elementwiseOf(call, 'Mul', [inverse, scale]);
  const centred = elementwiseOf(call, 'Mul', [elementwiseOf(call, 'Sub', [x, mean]), factor]);
  return offset === undefined ? centred : elementwiseOf(call, 'Add', [centred, offset]);
};

/** Normalization by given moments. */
export const normalizationKernels: KernelTraces = { FusedBatchNorm: batchNorm };
