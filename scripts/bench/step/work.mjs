// The work that a step cannot do without, counted in its traced graph before any pass.
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { distillationStep } from '../steps.mjs';

// Required, not imported: the engine's own modules are loaded so, and tfjs takes the kernels of one copy.
const require = createRequire(import.meta.url);
const { selectTraceBackend } = require('../../../src/engine/onnx/trace/select-backend.ts');
const { traceStep } = require('../../../src/engine/onnx/trace/trace-step.ts');

const sizeOf = ({ shape }) => shape.reduce((product, length) => product * length, 1);

/** Multiplications and additions of a product; 0 of any other node. */
function operationsOf({ opType, inputs: [a, b], outputs: [result], attributes }) {
  if (opType === 'Conv') return 2 * sizeOf(result) * (sizeOf(b) / b.shape[0]);
  if (opType === 'Gemm') return 2 * sizeOf(result) * a.shape[attributes.transA === 1 ? 0 : 1];
  return opType === 'MatMul' ? 2 * sizeOf(result) * a.shape.at(-1) : 0;
}

/**
 * Operations of a workload's products, and the bytes that it must move: the operands and the result of each product once, and once
 * more in and out each variable that it changes.
 */
export async function workOf(name) {
  const backend = await selectTraceBackend();
  const engine = {
    name: 'work',
    variable: (variable, shape, initial) => tf.variable(tf.tensor(initial, [...shape]), true, variable),
  };
  const { program } = distillationStep(engine, name);
  const { graph } = traceStep(backend, program);
  const products = graph.nodes.filter((node) => operationsOf(node) > 0);
  const moved = products.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
  const carried = new Set(graph.carried.map(({ after }) => after));
  const changed = graph.outputs.filter(({ name: output }) => carried.has(output));
  const numbers = [...moved, ...changed, ...changed].reduce((sum, value) => sum + sizeOf(value), 0);
  for (const variable of program.variables) variable.dispose();
  return { operations: products.reduce((sum, node) => sum + operationsOf(node), 0), bytes: 4 * numbers };
}
