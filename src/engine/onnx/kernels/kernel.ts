import * as tf from '@tensorflow/tfjs-core';
import type { Attribute, Graph, GraphValue } from '../graph';
import { TraceBackend } from '../trace-backend';

/** What a kernel's trace is given: its tensors as graph values, its attributes and the graph to append to. */
export interface KernelCall {
  readonly graph: Graph;
  /** The inputs by tfjs's names. */
  readonly inputs: Readonly<Record<string, GraphValue>>;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** How a tfjs kernel is written as ONNX nodes: from graph values to one graph value. */
export type KernelTrace = (call: KernelCall) => GraphValue;

/** A kernel's input by name. Throws when tfjs calls the kernel without it. */
export function inputOf(call: KernelCall, name: string): GraphValue {
  const value = call.inputs[name];
  if (value === undefined) throw new Error(`a kernel was called without its input '${name}'`);
  return value;
}

/** A node whose output has the shape and the type of its first input. */
export function alike(
  call: KernelCall,
  opType: string,
  inputs: readonly [GraphValue, ...GraphValue[]],
  attributes: Readonly<Record<string, Attribute>> = {},
): GraphValue {
  return call.graph.node(opType, inputs, inputs[0].shape, inputs[0].type, attributes);
}

/** A scalar constant. */
export function scalar(call: KernelCall, value: number, type: GraphValue['type'] = 'float32'): GraphValue {
  return call.graph.constant([value], [], type);
}

/** Registers a trace as tfjs's kernel of the given name for `backend`. */
export function registerTrace(kernelName: string, trace: KernelTrace, backendName: string): void {
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      if (!(backend instanceof TraceBackend)) throw new Error(`${kernelName} was called on another backend`);
      const tracer = backend;
      const graph = tracer.graphFor(kernelName);
      const values = Object.entries(inputs).flatMap(([name, tensor]) =>
        tensor === undefined ? [] : [[name, tracer.graphValue(tensor, graph)] as const],
      );
      const result = trace({ graph, inputs: Object.fromEntries(values), attributes: attrs ?? {} });
      return tracer.makeSymbol(result, result.type === 'int64' ? 'int32' : result.type);
    },
  });
}
