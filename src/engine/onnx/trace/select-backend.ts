import * as tf from '@tensorflow/tfjs-core';
import { registerTraces } from './kernels';
import { backendName, TraceBackend } from './trace-backend';

/** tfjs's registries are global and refuse a second backend of the same name. */
let isRegistered = false;

/** Makes the backend that traces the current one of tfjs. */
export async function selectTraceBackend(): Promise<TraceBackend> {
  if (!isRegistered) {
    isRegistered = true;
    tf.registerBackend(backendName, () => new TraceBackend());
    registerTraces(backendName);
  }
  await tf.setBackend(backendName);
  const backend = tf.backend();
  if (!(backend instanceof TraceBackend)) throw new Error('the tracing backend was replaced by another of its name');
  return backend;
}
