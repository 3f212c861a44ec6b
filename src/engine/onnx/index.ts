import * as tf from '@tensorflow/tfjs-core';
import type * as runtime from 'onnxruntime-node';
import { loadNativeRuntime, loadWebAssemblyRuntime, type OnnxRuntime } from '../../onnx-runtime';
import { UncompilableError, type CompiledStep, type Engine, type EnsembleStep, type StepProgram } from '../engine';
import { variableName } from './graph/step-graph';
import { prune } from './passes/prune';
import { alignGraphs, UnvectorizableError } from './passes/vectorize';
import { measureBlockSize } from './runtime/block-size';
import { encodeStep } from './runtime/encode-step';
import { OnnxEnsemble } from './runtime/ensemble-step';
import { traceStep } from './trace/trace-step';
import { sessionOptions } from './runtime/session-options';
import { selectTraceBackend } from './trace/select-backend';
import { VariableStore } from './runtime/variable-store';
import { OnnxStep } from './runtime/step';
import type { TraceBackend } from './trace/trace-backend';

/**
 * Creates the engine that traces a step into one ONNX graph and runs it with the native ONNX Runtime.
 * @throws with the reason where that cannot be loaded.
 */
export async function createOnnxEngine(threads: number): Promise<Engine> {
  const ort = await loadNativeRuntime();
  return new OnnxEngine('onnx', ort, await selectTraceBackend(), threads, await measureBlockSize(ort));
}

/**
 * Creates the engine that runs the same graph in WebAssembly, which has no operations in NCHWc. Its threads are those of the first
 * such engine of this process.
 * @throws with the reason where the runtime cannot be loaded.
 */
export async function createWasmEngine(wanted: number): Promise<Engine> {
  const { runtime: ort, threads } = await loadWebAssemblyRuntime(wanted);
  return new OnnxEngine('wasm', ort, await selectTraceBackend(), threads, 1);
}

class OnnxEngine implements Engine {
  readonly holdsTables: boolean;
  readonly version: string;
  private readonly values: VariableStore;
  /** The sessions with the variables whose values are part of their models. */
  private readonly sessions = new Map<runtime.InferenceSession, readonly tf.Variable[]>();

  constructor(
    readonly name: 'onnx' | 'wasm',
    private readonly ort: OnnxRuntime,
    private readonly backend: TraceBackend,
    readonly threads: number,
    private readonly blockSize: number,
  ) {
    this.values = new VariableStore(ort);
    this.version = ort.version;
    // Into WebAssembly all inputs are copied in each launch.
    this.holdsTables = ort.kind === 'native';
  }

  variable(name: string, shape: readonly number[], initial: Float32Array): tf.Variable {
    const variable = tf.tidy(() => tf.variable(tf.tensor(initial, [...shape]), true, name, 'float32'));
    this.values.set(variable, initial.slice());
    return variable;
  }

  async compile(program: StepProgram): Promise<CompiledStep> {
    await selectTraceBackend();
    const traced = traceStep(this.backend, program);
    const frozen = program.frozen ?? [];
    const target = {
      blockSize: this.blockSize,
      frozen: new Map(frozen.map((variable) => [variableName(variable), this.values.values(variable)])),
    };
    const { bytes, ...encoded } = encodeStep(program, traced, target);
    const session = await this.createSession(bytes, frozen);
    const step = new OnnxStep(this.ort, session, program, traced, encoded, this.values);
    return {
      run: (feeds) => step.run(feeds),
      runAll: (steps) => step.runAll(steps),
      dispose: () => {
        if (this.sessions.delete(session)) void session.release();
      },
    };
  }

  async compileEnsemble(programs: readonly [StepProgram, ...StepProgram[]]): Promise<EnsembleStep> {
    await selectTraceBackend();
    const [first] = programs;
    const refuse = (reason: string, options?: ErrorOptions): UncompilableError =>
      new UncompilableError(`${first.name} cannot be one of ${programs.length} in one graph: ${reason}`, options);
    if (programs.some(({ frozen = [] }) => frozen.length > 0)) throw refuse('its teacher is a part of it');
    const traced = programs.map((program) => traceStep(this.backend, program));
    const aligned = alignGraphs(traced.map(({ graph }) => prune.run(graph)));
    if (typeof aligned === 'string') throw refuse(aligned);
    const [step] = traced;
    if (step === undefined) throw refuse('it has no graph');
    try {
      return new OnnxEnsemble(this.ort, programs, step, aligned, this.values, (bytes) => this.createSession(bytes));
    } catch (error) {
      if (error instanceof UnvectorizableError) throw refuse(error.message, { cause: error });
      throw error;
    }
  }

  read(variable: tf.Variable): Promise<Float32Array> {
    return Promise.resolve(this.values.values(variable).slice());
  }

  write(variable: tf.Variable, values: Float32Array): Promise<void> {
    if ([...this.sessions.values()].some((frozen) => frozen.includes(variable))) {
      return Promise.reject(new Error(`'${variable.name}' is frozen in a compiled step`));
    }
    this.values.set(variable, values.slice());
    return Promise.resolve();
  }

  private async createSession(
    bytes: Uint8Array,
    frozen: readonly tf.Variable[] = [],
  ): Promise<runtime.InferenceSession> {
    const session = await this.ort.createSession(bytes, sessionOptions(this.threads));
    this.sessions.set(session, frozen);
    return session;
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.sessions.keys()].map((session) => session.release()));
    this.sessions.clear();
    for (const variable of this.values.variables()) variable.dispose();
    this.values.clear();
  }
}
