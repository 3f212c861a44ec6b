// The bench's floor: the step of the dense networks as an ONNX graph written by hand, with nothing that is not needed.
import runtime from 'onnxruntime-node';
import { encodeModel, toBytes } from '../../src/engine/onnx/encode.ts';
import { sessionOptions } from '../../src/engine/onnx/session-options.ts';
import { batchSize, numbers } from './steps.mjs';

const float = (value) => ({ float: value });

class HandWritten {
  nodes = [];
  inputs = [];
  outputs = [];
  initializers = [];
  feeds = new Map();

  add(opType, inputs, attributes = {}) {
    const output = `n${this.nodes.length}`;
    this.nodes.push({ opType, inputs, outputs: [output], attributes });
    return output;
  }

  input(name, shape, values) {
    this.inputs.push({ name, shape, type: 'float32' });
    this.feeds.set(name, { shape, values });
    return name;
  }

  scalar(name, value, type = 'float32', shape = []) {
    this.initializers.push({ value: { name, shape, type }, bytes: toBytes([value], type) });
    return name;
  }

  output(value, name, shape) {
    this.nodes.push({ opType: 'Identity', inputs: [value], outputs: [name], attributes: {} });
    this.outputs.push({ name, shape, type: 'float32' });
  }
}

function weights(graph, prefix, widths) {
  return widths.slice(1).map((units, index) => {
    const shape = [widths[index], units];
    const values = numbers(shape[0] * units, Math.sqrt(6 / shape[0]), index + 7);
    return {
      shape,
      kernel: graph.input(`${prefix}/kernel${index}`, shape, values),
      bias: graph.input(`${prefix}/bias${index}`, [units], new Float32Array(units)),
    };
  });
}

function forward(graph, images, layers) {
  const activations = [images];
  layers.forEach(({ kernel, bias }, index) => {
    const sums = graph.add('Gemm', [activations[index], kernel, bias]);
    activations.push(index === layers.length - 1 ? sums : graph.add('Relu', [sums]));
  });
  return activations;
}

/** The gradient of 0.3·CE + 0.7·T²·KL at the logits, T = 4, and the loss. */
function lossGradient(graph, logits, taught, labels) {
  const [temperature, hard, soft] = [
    graph.scalar('temperature', 4),
    graph.scalar('hard', 0.3 / batchSize),
    graph.scalar('soft', (0.7 * 4) / batchSize),
  ];
  const difference = graph.add('Sub', [graph.add('Softmax', [logits]), labels]);
  const warm = [logits, taught].map((value) =>
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

function sgd(graph, layer, index, input, gradient, rate) {
  const factor = graph.add('Mul', [gradient, graph.add('Neg', [rate])]);
  graph.output(graph.add('Gemm', [input, factor, layer.kernel], { transA: 1 }), `kernel${index}`, layer.shape);
  const change = graph.add('ReduceSum', [factor, 'first'], { keepdims: 0 });
  graph.output(graph.add('Add', [layer.bias, change]), `bias${index}`, [layer.shape[1]]);
}

/** Kingma and Ba with all that is the same for every weight in the rate and in ε. */
function adamUpdate(graph, name, weight, shape, gradient, rate) {
  const zeros = () => new Float32Array(shape.reduce((product, length) => product * length, 1));
  const moment = (key, decay, value) => {
    const state = graph.input(`${name}/${key}`, shape, zeros());
    const moved = graph.add('Add', [graph.add('Mul', [state, graph.scalar(`${name}/${key}/decay`, decay)]), value]);
    graph.output(moved, `${name}/${key}/new`, shape);
    return moved;
  };
  const first = moment('first', 0.9, gradient);
  const second = moment('second', 0.999, graph.add('Mul', [gradient, gradient]));
  const size = graph.add('Add', [graph.add('Sqrt', [second]), graph.scalar(`${name}/epsilon`, 1e-8)]);
  const change = graph.add('Mul', [graph.add('Div', [first, size]), rate]);
  graph.output(graph.add('Sub', [weight, change]), `${name}/new`, shape);
}

function adam(graph, layer, index, input, gradient, rate) {
  const kernelGradient = graph.add('Gemm', [input, gradient], { transA: 1, beta: float(0) });
  adamUpdate(graph, `kernel${index}`, layer.kernel, layer.shape, kernelGradient, rate);
  const biasGradient = graph.add('ReduceSum', [gradient, 'first'], { keepdims: 0 });
  adamUpdate(graph, `bias${index}`, layer.bias, [layer.shape[1]], biasGradient, rate);
}

function stepGraph({ optimizer, isCached }) {
  const graph = new HandWritten();
  graph.scalar('first', 0, 'int64', [1]);
  const zero = graph.scalar('zero', 0);
  const labels = new Float32Array(batchSize * 10).map((_, index) => (index % 11 === 0 ? 1 : 0));
  const images = graph.input('images', [batchSize, 784], numbers(batchSize * 784, 1, 11));
  graph.input('labels', [batchSize, 10], labels);
  const rate = graph.input('rate', [], Float32Array.of(0.001));
  const taught = isCached
    ? graph.input('taught', [batchSize, 10], numbers(batchSize * 10, 5, 5))
    : forward(graph, images, weights(graph, 'teacher', [784, 1200, 1200, 10])).at(-1);
  const layers = weights(graph, 'student', [784, 800, 800, 10]);
  const activations = forward(graph, images, layers);
  let gradient = lossGradient(graph, activations.at(-1), taught, 'labels');
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const update = optimizer === 'sgd' ? sgd : adam;
    update(graph, layers[index], index, activations[index], gradient, rate);
    if (index === 0) break;
    const back = graph.add('Gemm', [gradient, layers[index].kernel], { transB: 1 });
    const isOn = graph.add('Cast', [graph.add('Greater', [activations[index], zero])], { to: 1 });
    gradient = graph.add('Mul', [back, isOn]);
  }
  return graph;
}

/** Starts the hand-written graph of a workload of dense networks; there is none for others. */
export async function startFloor(workload, threads) {
  if (workload.model !== 'mlp') return undefined;
  const graph = stepGraph(workload);
  const model = encodeModel({ name: 'floor', ...graph });
  const session = await runtime.InferenceSession.create(model, sessionOptions(threads));
  const feeds = Object.fromEntries(
    [...graph.feeds].map(([name, { shape, values }]) => [name, new runtime.Tensor('float32', values, shape)]),
  );
  return { run: () => session.run(feeds), stop: () => session.release() };
}
