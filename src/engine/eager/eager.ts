import * as tf from '@tensorflow/tfjs-core';
import type { CompiledStep, Engine, Feeds, StepOutputs, StepProgram } from '../engine';

export interface EagerOptions {
  readonly name: Engine['name'];
  /** The name of a registered backend of tfjs. */
  readonly backend: string;
  readonly version: string;
  readonly threads: number;
}

/** An engine that executes a step's operations one by one on a backend of tfjs. */
export function eagerEngine({ name, backend, version, threads }: EagerOptions): Engine {
  const variables = new Set<tf.Variable>();
  return {
    name,
    version,
    threads,
    variable: (label, shape, initial) => {
      const variable = tf.tidy(() => tf.variable(tf.tensor(initial, [...shape]), true, label, 'float32'));
      variables.add(variable);
      return variable;
    },
    compile: async (program) => {
      // Another engine may have been started since; what is executed must find this one's backend.
      await tf.setBackend(backend);
      return eagerStep(program);
    },
    read: async (variable) => Float32Array.from(await variable.data()),
    write: (variable, values) => {
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
      return Promise.resolve();
    },
    dispose: () => {
      for (const variable of variables) variable.dispose();
      variables.clear();
      return Promise.resolve();
    },
  };
}

function eagerStep(program: StepProgram): CompiledStep {
  const run = async (feeds: Feeds): Promise<StepOutputs> => {
    const outputs = execute(program, feeds);
    const entries = Object.entries(outputs);
    const values = await Promise.all(entries.map(([, tensor]) => tensor.data()));
    tf.dispose(outputs);
    return Object.fromEntries(entries.map(([name], index) => [name, Float32Array.from(values[index] ?? [])]));
  };
  const runAll = async (steps: readonly Feeds[]): Promise<readonly StepOutputs[]> => {
    const outputs: StepOutputs[] = [];
    for (const feeds of steps) outputs.push(await run(feeds));
    return outputs;
  };
  return { run, runAll, dispose: () => undefined };
}

function execute(program: StepProgram, feeds: Feeds): Record<string, tf.Tensor> {
  // An error says which operation failed, but not in which program.
  try {
    return tf.tidy(() => program.body(toTensors(program, feeds)) as Record<string, tf.Tensor>);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${program.name} failed: ${reason}`, { cause: error });
  }
}

function toTensors(program: StepProgram, feeds: Feeds): Record<string, tf.Tensor> {
  const tensors = Object.entries(program.inputs).map(([name, { shape, dtype }]) => {
    const feed = feeds[name];
    if (feed === undefined) throw new Error(`the input '${name}' was not fed`);
    return [name, typeof feed === 'number' ? tf.scalar(feed, dtype) : tf.tensor(feed, [...shape], dtype)] as const;
  });
  return Object.fromEntries(tensors);
}
