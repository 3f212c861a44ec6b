import type * as native from 'onnxruntime-node';
import type { OnnxRuntime } from './onnx-runtime';
import { loadWebAssemblyRuntime } from './web-assembly';

/** The variable of the environment that keeps a process from loading the native library: `wasm`. */
const choice = 'DISTILLERY_ONNX_RUNTIME';

/**
 * Loads ONNX Runtime: the native one, or the one in WebAssembly where the native one cannot be loaded.
 * @param threads threads of the one in WebAssembly; sessions of the native one have their own number.
 * @throws with both reasons where neither can be loaded.
 */
export async function loadRuntime(threads: number): Promise<OnnxRuntime> {
  try {
    return await loadNativeRuntime();
  } catch (error) {
    try {
      return (await loadWebAssemblyRuntime(threads)).runtime;
    } catch (second) {
      const reasons = [error, second].map((one) => (one instanceof Error ? one.message : String(one)));
      throw new Error(reasons.join('; '), { cause: second });
    }
  }
}

/**
 * Loads the native library, lazily, since `require` throws where its package has none for this machine.
 * @throws with the reason where it is not there, cannot be loaded or is not wanted.
 */
export async function loadNativeRuntime(): Promise<OnnxRuntime> {
  if (process.env[choice] === 'wasm') throw new Error(`${choice} is 'wasm'`);
  const ort = await importNative();
  return {
    kind: 'native',
    version: ort.env.versions.node ?? ort.env.versions.common,
    Tensor: ort.Tensor,
    createSession: (model, options) => {
      const ours = { executionProviders: ['cpu'], ...options, extra: withoutDenormals(options?.extra) };
      return typeof model === 'string'
        ? ort.InferenceSession.create(model, ours)
        : ort.InferenceSession.create(model, ours);
    },
  };
}

/**
 * Settings by which numbers nearer to zero than the smallest normal one (2^-126) are zeros. A processor takes a hundred times as long for
 * them, and training ends among them: gradients of what is learnt, their squares, moments of weights that nothing moves. The first
 * session of a process decides it for the thread of JavaScript too, so that all sessions must ask for it: else a number's last
 * digits would depend on the thread that computes it.
 */
function withoutDenormals(extra: Extra = {}): Extra {
  return { ...extra, session: { ...(extra.session ?? {}), set_denormal_as_zero: '1' } };
}

/** Settings of a session that the package passes on by their paths. */
interface Extra extends Readonly<Record<string, unknown>> {
  readonly session?: Readonly<Record<string, unknown>>;
}

async function importNative(): Promise<typeof native> {
  try {
    // The exports of a CommonJS package are the default of its namespace or, if bundled, the namespace itself.
    const loaded: { default?: typeof native } & typeof native = await import('onnxruntime-node');
    return loaded.default ?? loaded;
  } catch (error) {
    if (!isMissing(error)) throw error;
    const machine = `${process.platform}-${process.arch}`;
    throw new Error(`this installation has no native ONNX Runtime for ${machine}`, { cause: error });
  }
}

const missing = new Set<unknown>(['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND']);

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && missing.has(error.code);
