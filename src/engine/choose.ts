// tfjs keeps its gradients apart from its operations; a step needs all that its body may use.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
// The gradient of prod calls this one as a method.
import '@tensorflow/tfjs-core/dist/public/chained_ops/reshape';
import { availableParallelism } from 'node:os';
import type { EngineChoice } from './engine';
import { createOnnxEngine } from './onnx';
import { createWasmEngine } from './wasm';

export interface EngineOptions {
  readonly preferred: 'auto' | 'onnx' | 'wasm';
  readonly threads?: number | undefined;
}

/** All cores of a small machine; one is left to the editor where there are more than two. */
function courteousThreads(): number {
  const cores = availableParallelism();
  return cores > 2 ? cores - 1 : cores;
}

/** Starts the engine that is asked for; `auto` takes the fastest that starts and says why a faster one did not. */
export async function createEngine(options: EngineOptions): Promise<EngineChoice> {
  if (options.preferred === 'wasm') return { engine: await createWasmEngine(), rejected: [] };
  try {
    return { engine: await createOnnxEngine(options.threads ?? courteousThreads()), rejected: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (options.preferred === 'onnx')
      throw new Error(`the engine 'onnx' could not be started: ${reason}`, { cause: error });
    return { engine: await createWasmEngine(), rejected: [{ name: 'onnx', reason }] };
  }
}
