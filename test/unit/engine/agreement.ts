import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { Generator } from '../../../src/data';
import { createEngine, type Engine, type InputSpec } from '../../../src/engine';
import { createEagerWasmEngine } from './eager-wasm/eager-wasm';

/** One input of a case: its values in row-major order. */
export interface Given extends InputSpec {
  readonly values: Float32Array | Int32Array;
}

export interface Case {
  readonly name: string;
  readonly inputs: readonly Given[];
  /** The inputs that a gradient is taken for, by index; none for an operation that has no gradient. */
  readonly differentiated?: readonly number[];
  compute(...inputs: tf.Tensor[]): tf.Tensor;
}

/** Standard normal numbers of a seed, scaled and moved. */
export function normal(shape: readonly number[], seed: number, scale = 1, offset = 0): Given {
  const generator = new Generator(seed);
  const count = shape.reduce((product, length) => product * length, 1);
  const values = Float32Array.from({ length: count }, () => generator.nextNormal() * scale + offset);
  return { shape, dtype: 'float32', values };
}

/** An input of the given numbers. */
export function floats(values: readonly number[], shape: readonly number[] = [values.length]): Given {
  return { shape, dtype: 'float32', values: Float32Array.from(values) };
}

/** An input of the given whole numbers. */
export function whole(values: readonly number[], shape: readonly number[] = [values.length]): Given {
  return { shape, dtype: 'int32', values: Int32Array.from(values) };
}

/** The value and, for each differentiated input, the gradient of Σ value·direction. */
function outputsOf(one: Case, inputs: readonly tf.Tensor[], direction: tf.Tensor): Record<string, tf.Tensor> {
  const outputs: Record<string, tf.Tensor> = { value: one.compute(...inputs) };
  const places = one.differentiated ?? [];
  if (places.length === 0) return outputs;
  const differentiate = tf.grads((...chosen: tf.Tensor[]) => {
    const all = inputs.map((input, index) => chosen[places.indexOf(index)] ?? input);
    return one.compute(...all);
  });
  const chosen = places.map((place) => inputs[place]).filter((input) => input !== undefined);
  differentiate(chosen, direction).forEach((gradient, index) => {
    outputs[`gradient ${places[index] ?? ''}`] = gradient;
  });
  return outputs;
}

interface Expected {
  readonly direction: Given;
  readonly values: Readonly<Record<string, number[]>>;
}

/** Outputs on tfjs's `cpu` backend, which is slow: several engines are held to those of one case. */
const known = new WeakMap<Case, Promise<Expected>>();

function expectedOf(one: Case): Promise<Expected> {
  const found = known.get(one) ?? computeExpected(one);
  known.set(one, found);
  return found;
}

async function computeExpected(one: Case): Promise<Expected> {
  await tf.setBackend('cpu');
  const inputs = one.inputs.map(({ values, shape, dtype }) => tf.tensor(values, [...shape], dtype));
  const direction = normal(one.compute(...inputs).shape, 99);
  const outputs = outputsOf(one, inputs, tf.tensor(direction.values, [...direction.shape]));
  const values = Object.entries(outputs).map(([name, tensor]) => [name, Array.from(tensor.dataSync())] as const);
  return { direction, values: Object.fromEntries(values) };
}

/** The case's value and gradients by the engine, and by tfjs's `cpu` backend. */
export async function outcomes(
  engine: Engine,
  one: Case,
): Promise<{ given: Readonly<Record<string, Float32Array>>; expected: Expected['values'] }> {
  const { direction, values } = await expectedOf(one);
  const fed = [...one.inputs, direction];
  const step = await engine.compile({
    name: one.name,
    inputs: Object.fromEntries(fed.map(({ shape, dtype }, index) => [`x${index}`, { shape, dtype }])),
    variables: [],
    body: (inputs) => {
      const tensors = fed.map((_, index) => inputs[`x${index}`]).filter((input) => input !== undefined);
      return outputsOf(one, tensors.slice(0, -1), tensors.at(-1) ?? tf.scalar(0));
    },
  });
  const given = await step.run(Object.fromEntries(fed.map((input, index) => [`x${index}`, input.values])));
  step.dispose();
  return { given, expected: values };
}

/**
 * Asserts agreement to 1e-5, relative to the larger of the number itself and the typical size of the tensor, since a
 * sum that nearly cancels keeps the rounding of its terms.
 */
export async function assertAgreement(engine: Engine, one: Case, tolerance = 1e-5): Promise<void> {
  const { given, expected } = await outcomes(engine, one);
  for (const [name, values] of Object.entries(expected)) {
    const found = given[name];
    assert.equal(found?.length, values.length, `${one.name}: the length of its ${name}`);
    const finite = values.filter((value) => Number.isFinite(value));
    const typical = Math.sqrt(finite.reduce((sum, value) => sum + value * value, 0) / Math.max(1, finite.length));
    const wrong = values.findIndex((value, index) => {
      const other = found[index] ?? Number.NaN;
      const isEqual = Object.is(value, other) || value === other;
      return !isEqual && !(Math.abs(value - other) <= tolerance * Math.max(Math.abs(value), typical));
    });
    assert.ok(wrong < 0, `${one.name}: ${name}[${wrong}] is ${found[wrong]}, on cpu ${values[wrong]}`);
  }
}

/** A case whose gradient is taken for all of its inputs of floats. */
export function differentiable(name: string, compute: Case['compute'], ...inputs: readonly Given[]): Case {
  const differentiated = inputs.flatMap(({ dtype }, index) => (dtype === 'float32' ? [index] : []));
  return { name, compute, inputs, differentiated };
}

/** A case that has no gradient, or none in tfjs. */
export function valued(name: string, compute: Case['compute'], ...inputs: readonly Given[]): Case {
  return { name, compute, inputs };
}

/** Declares a test for each case: an engine's kernels against tfjs's `cpu` backend. */
export function describeAgreement(name: TestedEngine, about: string, cases: readonly Case[]): void {
  describe(`${about} on ${name} agree with cpu`, function () {
    this.timeout(60_000);
    let engine: Engine;
    before(async () => (engine = await startEngine(name)));
    after(() => engine.dispose());
    for (const one of cases) it(one.name, () => assertAgreement(engine, one));
  });
}

/** An engine of the product, or `eager`: tfjs's own kernels in WebAssembly, an oracle that knows nothing of our compiler. */
export type TestedEngine = Engine['name'] | 'eager';

/** Starts an engine; the caller disposes of it. */
export async function startEngine(name: TestedEngine, threads = 1): Promise<Engine> {
  return name === 'eager' ? createEagerWasmEngine() : (await createEngine({ preferred: name, threads })).engine;
}

/** The product's engines that this machine has: tensorflow only after `npm run native:tensorflow`. */
export const engineNames: readonly Engine['name'][] = existsSync('.cache/tensorflow/ready')
  ? ['onnx', 'wasm', 'tensorflow']
  : ['onnx', 'wasm'];

/** These and the oracle. */
export const testedEngines: readonly TestedEngine[] = [...engineNames, 'eager'];
