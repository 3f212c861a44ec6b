import * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph-builder';
import { elementCodes, type Attributes, type ElementType, type GraphValue } from '../../graph/node';
import { TraceBackend } from '../trace-backend';
import { elementwise } from './elementwise';

/** A call of a tfjs kernel: its tensors as graph values, its attributes and the graph to append to. */
export interface KernelCall {
  readonly kernelName: string;
  readonly graph: GraphBuilder;
  /** The inputs by tfjs's names. */
  readonly inputs: Readonly<Record<string, GraphValue>>;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The translation of a tfjs kernel into ONNX nodes: from graph values to one graph value or several. */
export type KernelTrace = (call: KernelCall) => GraphValue | readonly GraphValue[];

const maxFloat = 3.4028234663852886e38;

/** Translations by tfjs's kernel names. */
export type KernelTraces = Readonly<Record<string, KernelTrace>>;

/** A kernel's input by name. Throws when tfjs calls the kernel without it. */
export function inputOf(call: KernelCall, name: string): GraphValue {
  const value = call.inputs[name];
  if (value === undefined) throw new Error(`${call.kernelName} was called without its input '${name}'`);
  return value;
}

/** An elementwise operation whose output has the type of its first input. */
export function elementwiseOf(
  call: KernelCall,
  opType: string,
  inputs: readonly [GraphValue, ...GraphValue[]],
  attributes: Attributes = {},
): GraphValue {
  return elementwise(call.graph, opType, inputs, inputs[0].type, attributes);
}

/** An elementwise operation whose output is bool. */
export function compare(call: KernelCall, opType: string, ...inputs: readonly GraphValue[]): GraphValue {
  return elementwise(call.graph, opType, inputs, 'bool');
}

/** Where(condition, yes, no), element by element. */
export function where(call: KernelCall, condition: GraphValue, yes: GraphValue, no: GraphValue): GraphValue {
  return elementwise(call.graph, 'Where', [condition, yes, no], yes.type);
}

/**
 * Heaviside step: 1 where x > 0, else 0, as HardSigmoid, max(0, min(1, α·x)), with the largest α. Denormal numbers are zeros in native
 * sessions; in WebAssembly those below 2.9e-39 give less than 1. Cast(Greater(x, 0)) runs on one thread of ONNX Runtime and takes ten times as
 * long.
 */
export function heaviside(call: KernelCall, x: GraphValue): GraphValue {
  return elementwiseOf(call, 'HardSigmoid', [x], { alpha: { float: maxFloat }, beta: { float: 0 } });
}

/** Cast(x) to another element type, by C's rules. */
export function cast(call: KernelCall, value: GraphValue, type: ElementType): GraphValue {
  if (value.type === type) return value;
  return elementwise(call.graph, 'Cast', [value], type, { to: elementCodes[type] });
}

/** A scalar constant. */
export function scalar(call: KernelCall, value: number, type: ElementType = 'float32'): GraphValue {
  return call.graph.constant([value], [], type);
}

/** A constant list of whole numbers, as ONNX takes axes, shapes and positions. */
export function integerList(call: KernelCall, values: readonly number[]): GraphValue {
  return call.graph.constant(values, [values.length], 'int64');
}

/** An error that names the kernel. */
export function untraceable(call: KernelCall, reason: string): Error {
  return new Error(`${call.kernelName} ${reason}`);
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
      const result = trace({ kernelName, graph, inputs: Object.fromEntries(values), attributes: attrs ?? {} });
      return Array.isArray(result)
        ? (result as readonly GraphValue[]).map((value) => tracer.makeSymbol(value))
        : tracer.makeSymbol(result as GraphValue);
    },
  });
}
