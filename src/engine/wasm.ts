import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths, version_wasm as version } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { CompiledStep, Engine, Feed, StepProgram } from './engine';

/** Where the WebAssembly files lie: beside the bundle when packed, else in the package. */
function wasmFolder(): string {
  const packed = path.join(__dirname, 'wasm');
  if (existsSync(packed)) return packed;
  const file = ['@tensorflow/tfjs-backend-wasm', 'dist', 'tfjs-backend-wasm.wasm'].join('/');
  return path.dirname(createRequire(__filename).resolve(file));
}

/** The eager engine on tfjs's WebAssembly backend: slower than a compiled step, but it runs everywhere. */
export async function createWasmEngine(): Promise<Engine> {
  setWasmPaths(`${wasmFolder()}${path.sep}`);
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly backend of tfjs could not be started');
  await tf.ready();
  return {
    name: 'wasm',
    version,
    threads: 1,
    variable: (name, shape, initial) =>
      tf.tidy(() => tf.variable(tf.tensor(initial, [...shape]), true, name, 'float32')),
    compile: (program) => Promise.resolve(eagerStep(program)),
    read: async (variable) => Float32Array.from(await variable.data()),
    write: (variable, values) => {
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
      return Promise.resolve();
    },
    dispose: () => {
      tf.disposeVariables();
      return Promise.resolve();
    },
  };
}

function eagerStep(program: StepProgram): CompiledStep {
  return {
    run: async (feeds) => {
      const outputs = tf.tidy(() => program.body(toTensors(program, feeds)) as Record<string, tf.Tensor>);
      const entries = Object.entries(outputs);
      const values = await Promise.all(entries.map(([, tensor]) => tensor.data()));
      tf.dispose(outputs);
      return Object.fromEntries(entries.map(([name], index) => [name, Float32Array.from(values[index] ?? [])]));
    },
    dispose: () => undefined,
  };
}

function toTensors(program: StepProgram, feeds: Readonly<Record<string, Feed>>): Record<string, tf.Tensor> {
  const tensors = Object.entries(program.inputs).map(([name, { shape, dtype }]) => {
    const feed = feeds[name];
    if (feed === undefined) throw new Error(`${program.name}: the input '${name}' was not fed`);
    return [name, typeof feed === 'number' ? tf.scalar(feed, dtype) : tf.tensor(feed, [...shape], dtype)] as const;
  });
  return Object.fromEntries(tensors);
}
