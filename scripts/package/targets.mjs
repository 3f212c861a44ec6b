/** The package without native files, which trains in WebAssembly: Intel Macs, Alpine and all that ONNX Runtime has no library for. */
export const universal = 'universal';

/**
 * ONNX Runtime's native files by target. Those for Windows come without DirectML and the compilers of shaders: they serve graphics
 * cards, are loaded when one is asked for, and have terms of their own.
 */
const nativeFiles = {
  'linux-x64': ['libonnxruntime.so.1', 'onnxruntime_binding.node'],
  'linux-arm64': ['libonnxruntime.so.1', 'onnxruntime_binding.node'],
  'darwin-arm64': ['libonnxruntime.1.dylib', 'onnxruntime_binding.node'],
  'win32-x64': ['onnxruntime.dll', 'onnxruntime_binding.node'],
  'win32-arm64': ['onnxruntime.dll', 'onnxruntime_binding.node'],
};

export const targets = [...Object.keys(nativeFiles), universal];

/** The target whose package fits this machine. */
export function ownTarget() {
  const own = `${process.platform}-${process.arch}`;
  return own in nativeFiles ? own : universal;
}

/** The native files of a target, below the package of ONNX Runtime for Node; none for the universal one. */
export function nativeFilesOf(target) {
  if (!targets.includes(target)) throw new Error(`no target '${target}'; there are: ${targets.join(', ')}`);
  const [platform, architecture] = target.split('-');
  return (nativeFiles[target] ?? []).map((name) => `bin/napi-v6/${platform}/${architecture}/${name}`);
}
