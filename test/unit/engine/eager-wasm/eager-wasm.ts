import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths, version_wasm as version } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../../../src/engine';
import { eagerEngine } from '../../../../src/engine/eager/eager';
import { registerMissingGradients } from './gradients';

/**
 * Creates an oracle: steps executed eagerly by tfjs's own kernels in WebAssembly, without our compiler. Benches take it for the
 * fallback that it was before that ran the compiled graph.
 */
export async function createEagerWasmEngine(): Promise<Engine> {
  const file = createRequire(__filename).resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm');
  setWasmPaths(`${path.dirname(file)}${path.sep}`);
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly backend of tfjs could not be started');
  await tf.ready();
  registerMissingGradients('wasm');
  return eagerEngine({ name: 'wasm', backend: 'wasm', version, threads: 1 });
}
