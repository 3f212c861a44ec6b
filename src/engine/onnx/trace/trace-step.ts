import * as tf from '@tensorflow/tfjs-core';
import { UncompilableError, type StepProgram } from '../../engine';
import type { GraphValue } from '../graph/node';
import { stepNaming, updatedName, variableName, type Naming, type StepGraph } from '../graph/step-graph';
import { GraphBuilder } from './graph-builder';
import { elementType, type TraceBackend } from './trace-backend';

/**
 * Runs the program's body once with symbols for its inputs and variables and gives the graph that the kernels wrote.
 * Afterwards the variables stand for symbols: their values live in the engine.
 * @throws UncompilableError that names the program when the body uses an operation that cannot be traced.
 */
export function traceStep(backend: TraceBackend, program: StepProgram, naming = stepNaming): StepGraph {
  const graph = new GraphBuilder(program.name);
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

function writeGraph(backend: TraceBackend, graph: GraphBuilder, program: StepProgram, naming: Naming): StepGraph {
  const symbols = new Map(program.variables.map((variable) => [variable, bindVariable(backend, graph, variable)]));
  const inputs = Object.entries(program.inputs).map(([name, { shape, dtype }]) => {
    const value = graph.input(naming.input(name), shape, dtype);
    return [name, toTensor(backend.makeSymbol(value))] as const;
  });
  const tables = Object.entries(program.tables ?? {}).map(([name, { shape, values }]) => {
    const value = graph.input(naming.input(name), shape, values instanceof Uint8Array ? 'uint8' : 'float32');
    return [name, toTensor(backend.makeSymbol(value))] as const;
  });
  const outputs = Object.entries(program.body(Object.fromEntries([...inputs, ...tables])));
  for (const [name, tensor] of outputs) graph.output(naming.output(name), asFloat(graph, backend, tensor));
  const updated = collectUpdates(backend, graph, symbols);
  const carried = [...updated].map(([variable, after]) => ({ before: variableName(variable), after }));
  const fed = new Set(Object.keys(program.inputs).map((name) => naming.input(name)));
  return { graph: graph.finish({ carried, fed }), updated, outputs: outputs.map(([name]) => name) };
}

function bindVariable(backend: TraceBackend, graph: GraphBuilder, variable: tf.Variable): string {
  const value = graph.input(variableName(variable), variable.shape, elementType(variable.dtype));
  variable.assign(toTensor(backend.makeSymbol(value)));
  return value.name;
}

/** Makes the values that variables hold after the trace outputs of the graph, where they are others than before. */
function collectUpdates(
  backend: TraceBackend,
  graph: GraphBuilder,
  symbols: ReadonlyMap<tf.Variable, string>,
): Map<tf.Variable, string> {
  const updated = new Map<tf.Variable, string>();
  for (const [variable, name] of symbols) {
    const value = backend.graphValue(variable, graph);
    if (value.name === name) continue;
    const output = updatedName(variable);
    graph.output(output, value);
    updated.set(variable, output);
  }
  return updated;
}

function asFloat(graph: GraphBuilder, backend: TraceBackend, tensor: tf.Tensor): GraphValue {
  const value = backend.graphValue(tensor, graph);
  return value.type === 'float32' ? value : graph.node('Cast', [value], value.shape, 'float32', { to: 1 });
}

function toTensor(info: tf.TensorInfo): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(info);
}
