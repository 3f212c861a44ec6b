export { createEngine, type EngineOptions } from './choose';
export type { CompiledStep, Engine, EngineChoice, Feed, InputSpec, StepProgram } from './engine';
export { UncompilableError } from './engine';
export { exportOnnx } from './onnx/export';
