// An ONNX graph that is written by hand, node by node, and what all of the bench's graphs have in common.
import { nchwcDomain } from '../../src/engine/onnx/graph/domains.ts';
import { toBytes } from '../../src/engine/onnx/graph/bytes.ts';
import { batchSize, numbers } from './steps.mjs';

export class HandWritten {
  nodes = [];
  inputs = [];
  outputs = [];
  initializers = [];
  feeds = new Map();

  add(opType, inputs, attributes = {}, domain = undefined) {
    const output = `n${this.nodes.length}`;
    this.nodes.push({ opType, inputs, outputs: [output], attributes, ...(domain === undefined ? {} : { domain }) });
    return output;
  }

  /** An operation on images in NCHWc. */
  nchwc(opType, inputs, attributes = {}) {
    return this.add(opType, inputs, attributes, nchwcDomain);
  }

  /** A list of whole numbers; equal lists are one. */
  list(values) {
    const name = `list ${values.join()}`;
    if (!this.initializers.some(({ value }) => value.name === name)) {
      const value = { name, shape: [values.length], type: 'int64' };
      this.initializers.push({ value, bytes: toBytes(values, 'int64') });
    }
    return name;
  }

  reshape(value, shape) {
    return this.add('Reshape', [value, this.list(shape)]);
  }

  input(name, shape, values) {
    this.inputs.push({ name, shape, type: 'float32' });
    this.feeds.set(name, { shape, values });
    return name;
  }

  /** A constant, such as a teacher's weight: ONNX Runtime packs it once. */
  constant(name, shape, values) {
    this.initializers.push({ value: { name, shape, type: 'float32' }, bytes: toBytes(values, 'float32') });
    return name;
  }

  scalar(name, value, type = 'float32', shape = []) {
    this.initializers.push({ value: { name, shape, type }, bytes: toBytes([value], type) });
    return name;
  }

  /** The value is named as an output where it is made: an Identity would be a copy. */
  output(value, name, shape) {
    const named = (other) => (other === value ? name : other);
    this.nodes = this.nodes.map((node) => ({
      ...node,
      ...{ inputs: node.inputs.map(named), outputs: node.outputs.map(named) },
    }));
    this.outputs.push({ name, shape, type: 'float32' });
    return name;
  }
}

/** A weight: an input of the student's, a constant of the teacher's. */
export function weight(graph, prefix, name, shape, values) {
  return prefix === 'teacher'
    ? graph.constant(`${prefix}/${name}`, shape, values)
    : graph.input(`${prefix}/${name}`, shape, values);
}

/** Kernels and biases of dense layers of the given widths. */
export function weights(graph, prefix, widths) {
  return widths.slice(1).map((units, index) => {
    const shape = [widths[index], units];
    const values = numbers(shape[0] * units, Math.sqrt(6 / shape[0]), index + 7);
    return {
      shape,
      kernel: weight(graph, prefix, `kernel${index}`, shape, values),
      bias: weight(graph, prefix, `bias${index}`, [units], new Float32Array(units)),
    };
  });
}

/** The activations of dense layers, the images first and the logits last. */
export function forward(graph, images, layers) {
  const activations = [images];
  layers.forEach(({ kernel, bias }, index) => {
    const sums = graph.add('Gemm', [activations[index], kernel, bias]);
    activations.push(index === layers.length - 1 ? sums : graph.add('Relu', [sums]));
  });
  return activations;
}

/** The gradient of 0.3·CE + 0.7·T²·KL at the logits, T = 4, and the loss. */
export function lossGradient(graph, logits, teacherLogits, labels) {
  const [temperature, hard, soft] = [
    graph.scalar('temperature', 4),
    graph.scalar('hard', 0.3 / batchSize),
    graph.scalar('soft', (0.7 * 4) / batchSize),
  ];
  const difference = graph.add('Sub', [graph.add('Softmax', [logits]), labels]);
  const warm = [logits, teacherLogits].map((value) =>
    graph.add('LogSoftmax', [graph.add('Div', [value, temperature])], { axis: 1 }),
  );
  const [learnt, wanted] = warm.map((value) => graph.add('Exp', [value]));
  const apart = graph.add('Mul', [wanted, graph.add('Sub', [warm[1], warm[0]])]);
  const cross = graph.add('Mul', [labels, graph.add('LogSoftmax', [logits], { axis: 1 })]);
  const scaled = graph.add('Sub', [graph.add('Mul', [apart, soft]), graph.add('Mul', [cross, hard])]);
  graph.output(graph.add('ReduceSum', [scaled], { keepdims: 0 }), 'loss', []);
  const gap = graph.add('Mul', [graph.add('Sub', [learnt, wanted]), soft]);
  return graph.add('Add', [graph.add('Mul', [difference, hard]), gap]);
}

/** One product that starts from the kernel, and the bias. */
export function sgd(graph, layer, index, input, gradient, rate) {
  const factor = graph.add('Mul', [gradient, graph.add('Neg', [rate])]);
  graph.output(graph.add('Gemm', [input, factor, layer.kernel], { transA: 1 }), `kernel${index}`, layer.shape);
  const change = graph.add('ReduceSum', [factor, 'first'], { keepdims: 0 });
  graph.output(graph.add('Add', [layer.bias, change]), `bias${index}`, [layer.shape[1]]);
}

/** The gradient before a dense layer, where relu was above 0. */
export function backThroughDense(graph, gradient, kernel, activation) {
  return masked(graph, graph.add('Gemm', [gradient, kernel], { transB: 1 }), activation);
}

/** gradient · heaviside(activation): the gradient before relu. */
export function masked(graph, gradient, activation) {
  return graph.add('Mul', [gradient, heaviside(graph, activation)]);
}

/** Heaviside step: 1 where a number is above 0 by more than a float32 tells from 0, else 0. */
export function heaviside(graph, value) {
  return graph.add('HardSigmoid', [value], { alpha: { float: 3.4e38 }, beta: { float: 0 } });
}
