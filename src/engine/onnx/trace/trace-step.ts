import * as tf from '@tensorflow/tfjs-core';
import { UncompilableError, type StepProgram } from '../../engine';
import { Graph } from '../graph/graph';
import { elementType, type TraceBackend } from './trace-backend';

export interface TracedStep {
  readonly graph: Graph;
  /** The variables whose values the step changes, with the name of the graph's output for each. */
  readonly updated: ReadonlyMap<tf.Variable, string>;
  readonly outputs: readonly string[];
}

/** How inputs and outputs are called in the graph; variables and their new values have names of their own. */
export interface Naming {
  input(name: string): string;
  output(name: string): string;
}

/** Keeps inputs, outputs and variables apart. */
export const stepNaming: Naming = { input: (name) => `in:${name}`, output: (name) => `out:${name}` };

/** The name of a variable's value in the graph. */
export function variableName(variable: tf.Variable): string {
  return `var:${variable.name}`;
}

/**
 * Runs the program's body once with symbols for its inputs and variables and gives the graph that it wrote. Throws an
 * error that names the program when the body uses an operation that cannot be traced. Afterwards the variables stand for
 * symbols: their values live in the engine.
 */
export function traceStep(backend: TraceBackend, program: StepProgram, naming = stepNaming): TracedStep {
  const graph = new Graph(program.name);
  tf.engine().startScope(program.name);
  try {
    return backend.trace(graph, () => writeGraph(backend, graph, program, naming));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UncompilableError(`${program.name} cannot be traced: ${reason}`, { cause: error });
  } finally {
    tf.engine().endScope();
  }
}

function writeGraph(backend: TraceBackend, graph: Graph, program: StepProgram, naming: Naming): TracedStep {
  const symbols = new Map(program.variables.map((variable) => [variable, bindVariable(backend, graph, variable)]));
  const inputs = Object.entries(program.inputs).map(([name, { shape, dtype }]) => {
    const value = graph.input(naming.input(name), shape, dtype);
    return [name, toTensor(backend.makeSymbol(value))] as const;
  });
  const outputs = Object.entries(program.body(Object.fromEntries(inputs)));
  for (const [name, tensor] of outputs) graph.output(naming.output(name), asFloat(graph, backend, tensor));
  const updated = collectUpdates(backend, graph, symbols);
  return { graph, updated, outputs: outputs.map(([name]) => name) };
}

function bindVariable(backend: TraceBackend, graph: Graph, variable: tf.Variable): string {
  const value = graph.input(variableName(variable), variable.shape, elementType(variable.dtype));
  variable.assign(toTensor(backend.makeSymbol(value)));
  return value.name;
}

function collectUpdates(
  backend: TraceBackend,
  graph: Graph,
  symbols: ReadonlyMap<tf.Variable, string>,
): Map<tf.Variable, string> {
  const updated = new Map<tf.Variable, string>();
  for (const [variable, name] of symbols) {
    const value = backend.graphValue(variable, graph);
    if (value.name === name) continue;
    const output = `new:${variable.name}`;
    graph.output(output, value);
    updated.set(variable, output);
  }
  return updated;
}

function asFloat(graph: Graph, backend: TraceBackend, tensor: tf.Tensor): ReturnType<Graph['node']> {
  const value = backend.graphValue(tensor, graph);
  return value.type === 'float32' ? value : graph.node('Cast', [value], value.shape, 'float32', { to: 1 });
}

function toTensor(info: tf.TensorInfo): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(info);
}
