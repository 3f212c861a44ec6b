// Operations of a compiled step alone, in the same runtime and on values of the same shapes: what no form of the step can be below.
import { createRequire } from 'node:module';
import runtime from 'onnxruntime-node';
import { numbers } from '../steps.mjs';

// Required, not imported: the engine's own modules are loaded so.
const require = createRequire(import.meta.url);
const { encodeModel } = require('../../../src/engine/onnx/graph/encode.ts');
const { bodyOf } = require('../../../src/engine/onnx/graph/node.ts');
const { sizeOf } = require('../../../src/engine/onnx/graph/shape.ts');
const { sessionOptions } = require('../../../src/engine/onnx/runtime/session-options.ts');

/** Numbers of a value that is more than one operation's launch. */
const minNumbers = 16_384;
const products = /^(?:Gemm|FusedGemm|MatMul|Conv)$/;
/** Views of the same memory. */
const views = new Set(['Reshape', 'Identity']);

export const isProduct = ({ opType }) => products.test(opType);

/** Whether a node is a pass over a large value. */
export function isPass(node) {
  const values = [...node.inputs, ...node.outputs];
  const isOfFloats = values.every(({ type }) => type === 'float32' || type === 'int64');
  const isLarge = values.some((value) => sizeOf(value.shape) >= minNumbers);
  return isLarge && isOfFloats && !views.has(node.opType) && !isProduct(node) && bodyOf(node) === undefined;
}

/** Values that the body of a loop reads from around it. */
function readFromAround(node, constants) {
  const body = bodyOf(node);
  if (body === undefined) return [];
  const own = [
    ...body.inputs,
    ...body.nodes.flatMap(({ outputs }) => outputs),
    ...body.initializers.map(({ value }) => value),
  ];
  const known = new Set(own.map(({ name }) => name));
  return body.nodes.flatMap(({ inputs }) => inputs).filter((value) => !known.has(value.name) && !constants.has(value));
}

/** A session of nodes, each of which reads arrays of its operands' shapes; one number of its result leaves the runtime. */
export async function startNodes(graph, nodes, threads) {
  const fed = new Map();
  const outputs = [];
  const constants = graph.constants;
  const first = constants.integers([0]);
  const [one, axis] = [constants.integers([1]), constants.integers([0])];
  const alone = nodes.flatMap((node, index) => {
    for (const value of readFromAround(node, constants)) fed.set(value.name, value);
    const inputs = node.inputs.map((value) => {
      if (constants.has(value)) return value;
      const input = { ...value, name: `operand ${value.name}` };
      fed.set(input.name, input);
      return input;
    });
    const results = node.outputs.map((value) => ({ ...value, name: `result ${index} ${value.name}` }));
    const flat = { ...results[0], name: `flat ${index}`, shape: [sizeOf(results[0].shape)] };
    const number = { ...results[0], name: `number ${index}`, shape: [1] };
    outputs.push({ name: number.name, type: number.type });
    return [
      { ...node, inputs, outputs: results },
      { opType: 'Reshape', inputs: [results[0], constants.integers([-1])], outputs: [flat], attributes: {} },
      { opType: 'Slice', inputs: [flat, first, one, axis], outputs: [number], attributes: {} },
    ];
  });
  const initializers = constants.named(new Set(alone.flatMap(({ inputs }) => inputs.map(({ name }) => name))));
  const inputs = [...fed.values()];
  const model = encodeModel({ name: 'parts', nodes: alone, initializers, inputs, outputs });
  const session = await runtime.InferenceSession.create(model, sessionOptions(threads));
  const feeds = Object.fromEntries(
    inputs.map((value) => [value.name, new runtime.Tensor('float32', numbers(sizeOf(value.shape), 1, 7), value.shape)]),
  );
  return { run: () => session.run(feeds), stop: () => session.release(), count: nodes.length };
}
