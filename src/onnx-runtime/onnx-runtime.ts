import type { InferenceSession, Tensor } from 'onnxruntime-node';

/** ONNX Runtime as a native library or as WebAssembly. */
export interface OnnxRuntime {
  readonly kind: 'native' | 'wasm';
  readonly version: string;
  readonly Tensor: typeof Tensor;
  /**
   * Opens a model in memory or a file. Execution providers are the runtime's own. @throws where the model cannot be opened.
   */
  createSession(model: Uint8Array | string, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
}
