import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { OnnxRuntime } from './onnx-runtime';
import { SerialQueue } from './serial-queue';

/** The runtime in WebAssembly and the threads that its sessions share, this one included. */
export interface WebAssemblyRuntime {
  readonly runtime: OnnxRuntime;
  readonly threads: number;
}

/** The part of `onnxruntime-web` that is used here. Its declarations need those of browsers. */
interface WebPackage {
  readonly env: {
    logLevel?: string;
    readonly versions: { readonly web?: string; readonly common: string };
    readonly wasm: { numThreads?: number };
  };
  readonly Tensor: typeof Tensor;
  readonly InferenceSession: {
    create(model: Uint8Array | string, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
}

let loaded: Promise<WebAssemblyRuntime> | undefined;

/**
 * Loads the runtime in WebAssembly from files of its package. A process has one: the first call decides on its threads.
 * @throws where the package is not there.
 */
export function loadWebAssemblyRuntime(threads: number): Promise<WebAssemblyRuntime> {
  loaded ??= load(threads);
  return loaded;
}

async function load(threads: number): Promise<WebAssemblyRuntime> {
  // As an ES module it has a registry of backends of its own. The registry that CommonJS packages share never replaces a backend,
  // so that the native library, loaded later, would be passed over.
  const ort = (await import('onnxruntime-web')) as unknown as WebPackage;
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  const queue = new SerialQueue();
  const runtime: OnnxRuntime = {
    kind: 'wasm',
    version: ort.env.versions.web ?? ort.env.versions.common,
    Tensor: ort.Tensor,
    createSession: (model, options) =>
      queue.add(async () => {
        const session = await ort.InferenceSession.create(model, { ...options, executionProviders: ['wasm'] });
        const run = session.run.bind(session);
        return Object.assign(session, { run: (...given: Parameters<typeof run>) => queue.add(() => run(...given)) });
      }),
  };
  return { runtime, threads };
}
