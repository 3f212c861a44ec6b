import * as tf from '@tensorflow/tfjs-core';
import type * as runtime from 'onnxruntime-node';
import type { CompiledStep, Engine, Feed, InputSpec, StepProgram } from '../engine';
import { traceStep } from './compile';
import { registerTraces } from './kernels';
import { backendName, TraceBackend } from './trace-backend';

/** tfjs's registries are global and refuse a second backend of the same name. */
let isRegistered = false;

/**
 * The engine that traces a step into one ONNX graph and runs it with ONNX Runtime.
 * Throws where that package ships no binary or the binary cannot be loaded.
 */
export async function createOnnxEngine(threads: number): Promise<Engine> {
  const ort = await loadRuntime();
  if (!isRegistered) {
    isRegistered = true;
    tf.registerBackend(backendName, () => new TraceBackend());
    registerTraces(backendName);
  }
  await tf.setBackend(backendName);
  const backend = tf.backend();
  if (!(backend instanceof TraceBackend)) throw new Error('the tracing backend was replaced by another of its name');
  return new OnnxEngine(ort, backend, threads);
}

/** A CommonJS package: its exports are the default of the namespace, or the namespace itself, by who bundles. */
async function loadRuntime(): Promise<typeof runtime> {
  const loaded: { default?: typeof runtime } & typeof runtime = await import('onnxruntime-node');
  return loaded.default ?? loaded;
}

class OnnxEngine implements Engine {
  readonly name = 'onnx';
  readonly version: string;
  private readonly states = new Map<tf.Variable, runtime.Tensor>();
  private readonly sessions: runtime.InferenceSession[] = [];

  constructor(
    private readonly ort: typeof runtime,
    private readonly backend: TraceBackend,
    readonly threads: number,
  ) {
    this.version = ort.env.versions.node ?? ort.env.versions.common;
  }

  variable(name: string, shape: readonly number[], initial: Float32Array): tf.Variable {
    const variable = tf.tidy(() => tf.variable(tf.tensor(initial, [...shape]), true, name, 'float32'));
    this.states.set(variable, new this.ort.Tensor('float32', Float32Array.from(initial), shape));
    return variable;
  }

  async compile(program: StepProgram): Promise<CompiledStep> {
    const traced = traceStep(this.backend, program);
    const session = await this.ort.InferenceSession.create(traced.model, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      intraOpNumThreads: this.threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
    this.sessions.push(session);
    const inputs = new Set(session.inputNames);
    return {
      run: async (feeds) => {
        const results = await session.run(this.gather(program, feeds, inputs));
        for (const [variable, output] of traced.updated) this.states.set(variable, resultOf(results, output));
        return Object.fromEntries(
          traced.outputs.map((name) => [name, resultOf(results, `out:${name}`).data as Float32Array]),
        );
      },
      dispose: () => undefined,
    };
  }

  /** The graph's inputs; one that the body never used is not in the graph. */
  private gather(
    program: StepProgram,
    feeds: Readonly<Record<string, Feed>>,
    inputs: ReadonlySet<string>,
  ): Record<string, runtime.Tensor> {
    const gathered: Record<string, runtime.Tensor> = {};
    for (const variable of program.variables) {
      if (inputs.has(`var:${variable.name}`)) gathered[`var:${variable.name}`] = this.stateOf(variable);
    }
    for (const [name, spec] of Object.entries(program.inputs)) {
      const feed = feeds[name];
      if (feed === undefined) throw new Error(`${program.name}: the input '${name}' was not fed`);
      if (inputs.has(`in:${name}`)) gathered[`in:${name}`] = this.toTensor(spec, feed);
    }
    return gathered;
  }

  private toTensor({ dtype, shape }: InputSpec, feed: Feed): runtime.Tensor {
    if (dtype === 'float32') {
      const values = typeof feed === 'number' ? Float32Array.of(feed) : Float32Array.from(feed);
      return new this.ort.Tensor('float32', feed instanceof Float32Array ? feed : values, shape);
    }
    return new this.ort.Tensor('int32', typeof feed === 'number' ? Int32Array.of(feed) : Int32Array.from(feed), shape);
  }

  private stateOf(variable: tf.Variable): runtime.Tensor {
    const state = this.states.get(variable);
    if (state === undefined) throw new Error(`the variable '${variable.name}' was not made by this engine`);
    return state;
  }

  read(variable: tf.Variable): Promise<Float32Array> {
    return Promise.resolve(Float32Array.from(this.stateOf(variable).data as Float32Array));
  }

  write(variable: tf.Variable, values: Float32Array): Promise<void> {
    this.states.set(variable, new this.ort.Tensor('float32', Float32Array.from(values), variable.shape));
    return Promise.resolve();
  }

  async dispose(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.release()));
    for (const variable of this.states.keys()) variable.dispose();
    this.states.clear();
  }
}

function resultOf(results: runtime.InferenceSession.OnnxValueMapType, name: string): runtime.Tensor {
  const result = results[name];
  if (result === undefined) throw new Error(`ONNX Runtime gave no output '${name}'`);
  return result;
}
