import * as tf from '@tensorflow/tfjs-core';
import type * as runtime from 'onnxruntime-node';
import type { CompiledStep, Engine, Feed, InputSpec, StepProgram } from '../engine';
import { measureBlockSize } from './blocked';
import { stepNaming, traceStep, variableName, type TracedStep } from './compile';
import { sessionOptions } from './session-options';
import { selectTraceBackend } from './select';
import type { TraceBackend } from './trace-backend';

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
  private readonly states = new Map<tf.Variable, runtime.Tensor>();
  private readonly sessions = new Set<runtime.InferenceSession>();

  constructor(
    private readonly ort: typeof runtime,
    private readonly backend: TraceBackend,
    readonly threads: number,
    private readonly blockSize: number,
  ) {
    this.version = ort.env.versions.node ?? ort.env.versions.common;
  }

  variable(name: string, shape: readonly number[], initial: Float32Array): tf.Variable {
    const variable = tf.tidy(() => tf.variable(tf.tensor(initial, [...shape]), true, name, 'float32'));
    this.states.set(variable, new this.ort.Tensor('float32', initial.slice(), shape));
    return variable;
  }

  async compile(program: StepProgram): Promise<CompiledStep> {
    await selectTraceBackend();
    const traced = traceStep(this.backend, program);
    const session = await this.ort.InferenceSession.create(
      traced.graph.encode({ blockSize: this.blockSize }),
      sessionOptions(this.threads),
    );
    this.sessions.add(session);
    return {
      run: (feeds) => this.run(program, traced, session, feeds),
      dispose: () => {
        if (this.sessions.delete(session)) void session.release();
      },
    };
  }

  /** The weights' arrays go in as they are and come out as new ones: ONNX Runtime fills given ones, but copies them too. */
  private async run(
    program: StepProgram,
    traced: TracedStep,
    session: runtime.InferenceSession,
    feeds: Readonly<Record<string, Feed>>,
  ): Promise<Record<string, Float32Array>> {
    const results = await session.run(this.gather(program, feeds, new Set(session.inputNames)));
    for (const [variable, output] of traced.updated) this.states.set(variable, resultOf(results, output));
    const outputs = traced.outputs.map((name) => [name, resultOf(results, stepNaming.output(name)).data] as const);
    return Object.fromEntries(outputs) as Record<string, Float32Array>;
  }

  /** The graph's inputs; one that the body never used is not in the graph. */
  private gather(
    program: StepProgram,
    feeds: Readonly<Record<string, Feed>>,
    inputs: ReadonlySet<string>,
  ): Record<string, runtime.Tensor> {
    const gathered: Record<string, runtime.Tensor> = {};
    for (const variable of program.variables) {
      if (inputs.has(variableName(variable))) gathered[variableName(variable)] = this.stateOf(variable);
    }
    for (const [name, spec] of Object.entries(program.inputs)) {
      const feed = feeds[name];
      if (feed === undefined) throw new Error(`${program.name}: the input '${name}' was not fed`);
      const size = spec.shape.reduce((product, length) => product * length, 1);
      const given = typeof feed === 'number' ? 1 : feed.length;
      if (given !== size)
        throw new Error(`${program.name}: the input '${name}' has ${size} numbers, ${given} were fed`);
      if (inputs.has(stepNaming.input(name))) gathered[stepNaming.input(name)] = this.toTensor(spec, feed);
    }
    return gathered;
  }

  private toTensor({ dtype, shape }: InputSpec, feed: Feed): runtime.Tensor {
    if (dtype === 'float32') return new this.ort.Tensor('float32', floatsOf(feed), shape);
    return new this.ort.Tensor('int32', integersOf(feed), shape);
  }

  private stateOf(variable: tf.Variable): runtime.Tensor {
    const state = this.states.get(variable);
    if (state === undefined) throw new Error(`the variable '${variable.name}' was not made by this engine`);
    return state;
  }

  read(variable: tf.Variable): Promise<Float32Array> {
    return Promise.resolve((this.stateOf(variable).data as Float32Array).slice());
  }

  write(variable: tf.Variable, values: Float32Array): Promise<void> {
    this.states.set(variable, new this.ort.Tensor('float32', values.slice(), variable.shape));
    return Promise.resolve();
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.sessions].map((session) => session.release()));
    this.sessions.clear();
    for (const variable of this.states.keys()) variable.dispose();
    this.states.clear();
  }
}

/** A feed as it is where it has the right type already: a batch is not copied. */
function floatsOf(feed: Feed): Float32Array {
  if (typeof feed === 'number') return Float32Array.of(feed);
  return feed instanceof Float32Array ? feed : new Float32Array(feed);
}

function integersOf(feed: Feed): Int32Array {
  if (typeof feed === 'number') return Int32Array.of(feed);
  return feed instanceof Int32Array ? feed : new Int32Array(feed);
}

function resultOf(results: runtime.InferenceSession.OnnxValueMapType, name: string): runtime.Tensor {
  const result = results[name];
  if (result === undefined) throw new Error(`ONNX Runtime gave no output '${name}'`);
  return result;
}
