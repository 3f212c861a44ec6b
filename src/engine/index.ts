export type { CompiledStep, Engine, EngineChoice, Feed, InputSpec, StepProgram } from './engine';
