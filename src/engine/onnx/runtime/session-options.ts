import type { InferenceSession } from 'onnxruntime-node';

/**
 * How long a worker thread waits actively, in microseconds: what the small operations between two large ones take. To wake
 * it from sleep each time takes a step 2 to 6 % more. Longer waits gain no more and, on a machine that others use too,
 * keep the processor from the thread that is waited for: without a limit a step takes half as long again there.
 */
const activeWait = 50;

/** How ONNX Runtime executes a step. */
export function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    // Beyond this come blocked layouts, which pay only where weights are constants.
    graphOptimizationLevel: 'extended',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: {
      session: {
        intra_op: { allow_spinning: '1', spin_duration_us: String(activeWait) },
        // Between two runs threads sleep at once.
        force_spinning_stop: '1',
      },
    },
  };
}
