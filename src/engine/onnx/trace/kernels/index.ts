import { binaryKernels } from './binary';
import { convolutionKernels } from './convolution';
import { depthwiseKernels } from './depthwise';
import { indexingKernels } from './indexing';
import { registerTrace, type KernelTraces } from './kernel';
import { matrixKernels } from './matrix';
import { normalizationKernels } from './normalization';
import { poolingKernels } from './pooling';
import { reductionKernels } from './reduction';
import { shapeKernels } from './shape';
import { unaryKernels } from './unary';

/** Every tfjs kernel that a traced step may use, by tfjs's name. */
export const traces: KernelTraces = {
  ...unaryKernels,
  ...binaryKernels,
  ...reductionKernels,
  ...shapeKernels,
  ...indexingKernels,
  ...matrixKernels,
  ...convolutionKernels,
  ...depthwiseKernels,
  ...poolingKernels,
  ...normalizationKernels,
};

/** Registers the traces of all kernels for the backend of the given name. */
export function registerTraces(backendName: string): void {
  for (const [name, trace] of Object.entries(traces)) registerTrace(name, trace, backendName);
}
