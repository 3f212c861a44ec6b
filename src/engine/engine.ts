import type * as tf from '@tensorflow/tfjs-core';

/** The shape and type of one input of a step. Shapes are static; a scalar has the shape []. */
export interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** An array that is the same for all steps, which read rows of it by index. Bytes are int32 to tfjs. */
export interface Table {
  readonly shape: readonly number[];
  readonly values: Uint8Array | Float32Array;
}

/** One step as a plain tfjs function: executed eagerly or traced once, by choice of the engine. */
export interface StepProgram {
  readonly name: string;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** Arrays that the body is given beside the inputs; they must not change. Only for engines that hold tables. */
  readonly tables?: Readonly<Record<string, Table>>;
  /** Variables that the body reads or assigns. Their values live in the engine between steps. */
  readonly variables: readonly tf.Variable[];
  /** Variables that keep their values while the program is compiled: an engine may make them constants of its model. */
  readonly frozen?: readonly tf.Variable[];
  /** The computation. Must not read a tensor's values: everything that changes from step to step is an input. */
  body(inputs: Readonly<Record<string, tf.Tensor>>): Readonly<Record<string, tf.Tensor>>;
}

export type Feed = number | Float32Array | Int32Array;

/** A value for each of the program's inputs. */
export type Feeds = Readonly<Record<string, Feed>>;

/** The values of each output in row-major order. */
export type StepOutputs = Readonly<Record<string, Float32Array>>;

/** A program that an engine can run. */
export interface CompiledProgram {
  run(feeds: Feeds): Promise<StepOutputs>;
  dispose(): void;
}

export interface CompiledStep extends CompiledProgram {
  /** Present where steps run beside this process: the steps of one launch at most, while another one runs. */
  readonly ahead?: { readonly maxSteps: number };
  /** Present where the steps of several students are launched together: the steps that the next launch should have. */
  launchSize?(): number;
  /**
   * Runs at least one step, one after the other, with the results of `run`, but faster where variables need not leave the
   * engine between two steps. Blocks the event loop for all of them where a runtime does.
   */
  runAll(steps: readonly Feeds[]): Promise<readonly StepOutputs[]>;
}

/**
 * Steps of several students, the members of an ensemble, each on variables of its own: of the same operations, with other numbers.
 * Results and variables are those of separate steps but for rounding.
 */
export interface EnsembleStep {
  /**
   * Runs at least one step of all members, one after the other. An array that all members are given in a step is fed once.
   * @param steps the inputs by step and member. @returns the outputs by step and member.
   */
  runAll(steps: readonly (readonly Feeds[])[]): Promise<readonly (readonly StepOutputs[])[]>;
  /** Lets a member go: later steps leave its variables as they are, and give no results for it that mean anything. */
  release(member: number): void;
}

export interface Engine {
  readonly name: 'onnx' | 'tensorflow' | 'wasm' | 'torch';
  readonly version: string;
  readonly threads: number;
  /** Programs may have tables, which are never copied; absent where an engine would copy them in each step. */
  readonly holdsTables?: boolean;
  /** Creates a variable whose value several compiled steps may share. */
  variable(name: string, shape: readonly number[], initial: Float32Array): tf.Variable;
  /** @throws UncompilableError that names the program and the operation when the engine cannot execute it. */
  compile(program: StepProgram): Promise<CompiledStep>;
  /**
   * Compiles the steps of several students into one; absent where an engine has no form for that.
   * @throws UncompilableError where they differ in more than numbers, or where an operation has no form for several students.
   */
  compileEnsemble?(programs: readonly [StepProgram, ...StepProgram[]]): Promise<EnsembleStep>;
  read(variable: tf.Variable): Promise<Float32Array>;
  /** @throws where a compiled program has frozen the variable. */
  write(variable: tf.Variable, values: Float32Array): Promise<void>;
  dispose(): Promise<void>;
}

export interface EngineChoice {
  readonly engine: Engine;
  /** The reasons why faster engines were not taken; empty when the first choice started. */
  readonly rejected: readonly { readonly name: string; readonly reason: string }[];
}

/** A step that an engine cannot compile; another engine may. The message names the program and the operation. */
export class UncompilableError extends Error {}
