import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths, version_wasm as version } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine';
import { eagerEngine } from './eager';
import { registerMissingGradients } from './gradients';

/** The folder of the WebAssembly files: beside the bundle when packed, else in the package. */
function wasmFolder(): string {
  const packed = path.join(__dirname, 'wasm');
  if (existsSync(packed)) return packed;
  const file = ['@tensorflow/tfjs-backend-wasm', 'dist', 'tfjs-backend-wasm.wasm'].join('/');
  return path.dirname(createRequire(__filename).resolve(file));
}

/** Creates the eager engine on tfjs's WebAssembly backend: slower than a compiled step, but it runs everywhere. */
export async function createWasmEngine(): Promise<Engine> {
  setWasmPaths(`${wasmFolder()}${path.sep}`);
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly backend of tfjs could not be started');
  await tf.ready();
  registerMissingGradients('wasm');
  return eagerEngine({ name: 'wasm', backend: 'wasm', version, threads: 1 });
}
