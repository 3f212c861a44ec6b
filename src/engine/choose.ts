// Imported first: in Node tfjs's files and its main file are two copies with one engine, and only the latter's tensors work.
import '@tensorflow/tfjs-core';
// tfjs registers gradients apart from operations; a step needs all that its body may use.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
// The gradient of prod calls this one as a method.
import '@tensorflow/tfjs-core/dist/public/chained_ops/reshape';
import { availableParallelism } from 'node:os';
import { createTensorflowEngine } from './eager/tensorflow';
import type { Engine, EngineChoice } from './engine';
import { createOnnxEngine, createWasmEngine } from './onnx';

export interface EngineOptions {
  readonly preferred: 'auto' | Engine['name'];
  readonly threads?: number | undefined;
  /** Engines that `auto` does not try, with the reasons. */
  readonly without?: EngineChoice['rejected'];
}

/** The engines from the fastest to the one that runs everywhere. */
const bySpeed: readonly Engine['name'][] = ['onnx', 'tensorflow', 'wasm'];

/** The default number of threads: all cores of a small machine, all but one, which is the editor's, of a larger one. */
function defaultThreads(): number {
  const cores = availableParallelism();
  return cores > 2 ? cores - 1 : cores;
}

/**
 * Starts the preferred engine; `auto` takes the fastest that starts and gives the reasons why faster ones did not.
 * @throws with the reasons when no engine could be started.
 */
export async function createEngine(options: EngineOptions): Promise<EngineChoice> {
  const threads = options.threads ?? defaultThreads();
  const rejected = [...(options.without ?? [])];
  const candidates = bySpeed.filter((name) => rejected.every((one) => one.name !== name));
  const names = options.preferred === 'auto' ? candidates : [options.preferred];
  for (const name of names) {
    try {
      return { engine: await start(name, threads), rejected };
    } catch (error) {
      rejected.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const reasons = rejected.map(({ name, reason }) => `the engine '${name}' could not be started: ${reason}`);
  throw new Error(reasons.join('; '));
}

function start(name: Engine['name'], threads: number): Promise<Engine> {
  switch (name) {
    case 'onnx':
      return createOnnxEngine(threads);
    case 'tensorflow':
      return createTensorflowEngine(threads);
    case 'wasm':
      return createWasmEngine(threads);
    case 'torch':
      // Its process belongs to the trainer, which knows networks and objectives.
      throw new Error('it is no engine of this process');
  }
}
