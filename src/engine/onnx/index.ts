import * as tf from '@tensorflow/tfjs-core';
import type * as runtime from 'onnxruntime-node';
import type { CompiledStep, Engine, StepProgram } from '../engine';
import { measureBlockSize } from './passes/nchwc';
import { traceStep, variableName } from './trace/trace-step';
import { sessionOptions } from './runtime/session-options';
import { selectTraceBackend } from './trace/select-backend';
import { VariableStates } from './runtime/variable-store';
import { encodeStep, OnnxStep } from './runtime/step';
import type { TraceBackend } from './trace/trace-backend';

/**
 * The engine that traces a step into one ONNX graph and runs it with ONNX Runtime.
 * Throws where that package ships no binary or the binary cannot be loaded.
 */
export async function createOnnxEngine(threads: number): Promise<Engine> {
  const ort = await loadRuntime();
  return new OnnxEngine(ort, await selectTraceBackend(), threads, await measureBlockSize(ort));
}

/** A CommonJS package: its exports are the default of the namespace, or the namespace itself, by who bundles. */
async function loadRuntime(): Promise<typeof runtime> {
  const loaded: { default?: typeof runtime } & typeof runtime = await import('onnxruntime-node');
  return loaded.default ?? loaded;
}

class OnnxEngine implements Engine {
  readonly name = 'onnx';
  readonly version: string;
  private readonly states: VariableStates;
  /** With the variables whose values a session has in itself. */
  private readonly sessions = new Map<runtime.InferenceSession, readonly tf.Variable[]>();

  constructor(
    private readonly ort: typeof runtime,
    private readonly backend: TraceBackend,
    readonly threads: number,
    private readonly blockSize: number,
  ) {
    this.states = new VariableStates(ort);
    this.version = ort.env.versions.node ?? ort.env.versions.common;
  }

  variable(name: string, shape: readonly number[], initial: Float32Array): tf.Variable {
    const variable = tf.tidy(() => tf.variable(tf.tensor(initial, [...shape]), true, name, 'float32'));
    this.states.set(variable, initial.slice());
    return variable;
  }

  async compile(program: StepProgram): Promise<CompiledStep> {
    await selectTraceBackend();
    const traced = traceStep(this.backend, program);
    const frozen = program.frozen ?? [];
    const fixed = new Map(frozen.map((variable) => [variableName(variable), this.states.values(variable)]));
    const { bytes, ...encoded } = encodeStep(program, traced, { fixed, blockSize: this.blockSize });
    const session = await this.ort.InferenceSession.create(bytes, sessionOptions(this.threads));
    this.sessions.set(session, frozen);
    const step = new OnnxStep(this.ort, session, program, traced, encoded, this.states);
    return {
      run: (feeds) => step.run(feeds),
      runAll: (steps) => step.runAll(steps),
      dispose: () => {
        if (this.sessions.delete(session)) void session.release();
      },
    };
  }

  read(variable: tf.Variable): Promise<Float32Array> {
    return Promise.resolve(this.states.values(variable).slice());
  }

  write(variable: tf.Variable, values: Float32Array): Promise<void> {
    if ([...this.sessions.values()].some((frozen) => frozen.includes(variable))) {
      return Promise.reject(new Error(`'${variable.name}' is frozen in a compiled step`));
    }
    this.states.set(variable, values.slice());
    return Promise.resolve();
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.sessions.keys()].map((session) => session.release()));
    this.sessions.clear();
    for (const variable of this.states.variables()) variable.dispose();
    this.states.clear();
  }
}
