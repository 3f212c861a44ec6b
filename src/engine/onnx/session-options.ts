import type { InferenceSession } from 'onnxruntime-node';

/**
 * How ONNX Runtime executes a step. Worker threads sleep when they wait: spinning, the default, halves the speed on a
 * machine that others use too, and takes half as much again of its processors.
 */
export function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    // Beyond this come blocked layouts, which pay only where weights are constants.
    graphOptimizationLevel: 'extended',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}
