import type { InferenceSession } from 'onnxruntime-node';

/**
 * The limit of a worker thread's active wait, in microseconds: the time of the small operations between two large ones. To
 * wake it from sleep each time takes a step 2 to 6 % more. Longer waits gain no more and, on a machine that others use too,
 * keep the processor from the thread that is waited for: without a limit a step takes half as long again there.
 */
const activeWait = 50;

/** The settings of a session that runs training steps or their parts, whose weights change between runs. */
export function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    // The next level is NCHWc by ONNX Runtime itself, which pays only where weights are constants.
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

/**
 * The settings of a session that answers with constant weights, beside a session that trains: all optimisations, and threads
 * that never wait actively, since they would halve the speed of the step on a machine that others use too.
 */
export function inferenceSessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}
