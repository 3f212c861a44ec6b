import { binaryKernels } from './binary';
import { registerTrace } from './kernel';
import { matrixKernels } from './matrix';
import { reductionKernels } from './reduction';
import { shapeKernels } from './shape';
import { unaryKernels } from './unary';

/** Every tfjs kernel that a traced step may use, by tfjs's name. */
export const traces = { ...unaryKernels, ...binaryKernels, ...reductionKernels, ...shapeKernels, ...matrixKernels };

/** Registers all of them for the backend of the given name. */
export function registerTraces(backendName: string): void {
  for (const [name, trace] of Object.entries(traces)) registerTrace(name, trace, backendName);
}
