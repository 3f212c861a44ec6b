export { createEngine, type EngineOptions } from './choose';
export type {
  CompiledProgram,
  CompiledStep,
  Engine,
  EngineChoice,
  EnsembleStep,
  Feed,
  Feeds,
  InputSpec,
  StepOutputs,
  StepProgram,
  Table,
} from './engine';
export { UncompilableError } from './engine';
export { exportOnnx } from './onnx/export';
export { withMetadata } from './onnx/graph/encode';
export { inferenceSessionOptions } from './onnx/runtime/session-options';
