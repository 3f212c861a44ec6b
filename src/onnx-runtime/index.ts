export { loadNativeRuntime, loadRuntime } from './load-runtime';
export type { OnnxRuntime } from './onnx-runtime';
export { loadWebAssemblyRuntime } from './web-assembly';
