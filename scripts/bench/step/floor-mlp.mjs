// The bench's floor: the step of the dense networks as an ONNX graph written by hand, with nothing that is not needed.
import { backThroughDense, forward, HandWritten, lossGradient, sgd, weights } from '../hand-written.mjs';
import { batchSize, numbers } from '../steps.mjs';

const float = (value) => ({ float: value });

/** Kingma and Ba with all that is the same for every weight in the rate and in ε. */
function adamUpdate(graph, name, weight, shape, gradient, rate) {
  const zeros = () => new Float32Array(shape.reduce((product, length) => product * length, 1));
  const moment = (key, decay, value) => {
    const state = graph.input(`${name}/${key}`, shape, zeros());
    const moved = graph.add('Add', [graph.add('Mul', [state, graph.scalar(`${name}/${key}/decay`, decay)]), value]);
    return graph.output(moved, `${name}/${key}/new`, shape);
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

/** The step of a workload of dense networks. */
export function denseStep({ optimizer, isCached }) {
  const graph = new HandWritten();
  graph.scalar('first', 0, 'int64', [1]);
  const labels = new Float32Array(batchSize * 10).map((_, index) => (index % 11 === 0 ? 1 : 0));
  const images = graph.input('images', [batchSize, 784], numbers(batchSize * 784, 1, 11));
  graph.input('labels', [batchSize, 10], labels);
  const rate = graph.input('rate', [], Float32Array.of(0.001));
  const teacherLogits = isCached
    ? graph.input('teacherLogits', [batchSize, 10], numbers(batchSize * 10, 5, 5))
    : forward(graph, images, weights(graph, 'teacher', [784, 1200, 1200, 10])).at(-1);
  const layers = weights(graph, 'student', [784, 800, 800, 10]);
  const activations = forward(graph, images, layers);
  let gradient = lossGradient(graph, activations.at(-1), teacherLogits, 'labels');
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const update = optimizer === 'sgd' ? sgd : adam;
    update(graph, layers[index], index, activations[index], gradient, rate);
    if (index === 0) break;
    gradient = backThroughDense(graph, gradient, layers[index].kernel, activations[index]);
  }
  return graph;
}
