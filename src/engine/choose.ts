// First of all: in Node its files and its main file are two copies that share one engine, and only the latter's tensors work.
import '@tensorflow/tfjs-core';
// tfjs keeps its gradients apart from its operations; a step needs all that its body may use.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
// The gradient of prod calls this one as a method.
import '@tensorflow/tfjs-core/dist/public/chained_ops/reshape';
import { availableParallelism } from 'node:os';
import { createTensorflowEngine } from './eager/tensorflow';
import { createWasmEngine } from './eager/wasm';
import type { Engine, EngineChoice } from './engine';
import { createOnnxEngine } from './onnx';

export interface EngineOptions {
  readonly preferred: 'auto' | Engine['name'];
  readonly threads?: number | undefined;
  /** Engines that `auto` passes over, with the reasons. */
  readonly without?: EngineChoice['rejected'];
}

/** From the fastest to the one that runs everywhere. */
const byPreference: readonly Engine['name'][] = ['onnx', 'tensorflow', 'wasm'];

/** All cores of a small machine; one is left to the editor where there are more than two. */
function courteousThreads(): number {
  const cores = availableParallelism();
  return cores > 2 ? cores - 1 : cores;
}

/**
 * Starts the engine that is asked for; `auto` takes the fastest that starts and says why a faster one did not.
 * @throws when the engine that is asked for by name cannot be started, with the reason.
 */
export async function createEngine(options: EngineOptions): Promise<EngineChoice> {
  const threads = options.threads ?? courteousThreads();
  const rejected = [...(options.without ?? [])];
  const left = byPreference.filter((name) => rejected.every((one) => one.name !== name));
  const names = options.preferred === 'auto' ? left : [options.preferred];
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
      return createWasmEngine();
  }
}
