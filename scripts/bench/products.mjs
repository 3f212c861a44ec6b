// The matrix products of a dense workload's step and nothing else: less than they take, no step in float32 can take. Each in the
// order that is fastest: the teacher's weights packed once, the student's first and as they lie.
import { HandWritten } from './hand-written.mjs';
import { batchSize, numbers } from './steps.mjs';

const teacherWidths = [784, 1200, 1200, 10];
const studentWidths = [784, 800, 800, 10];

/** Forward through the teacher, where it is not cached, and the student; back to the student's kernels and activations. */
export function denseProducts({ isCached }) {
  const graph = new HandWritten();
  graph.scalar('row', 0, 'int64', [1]);
  if (!isCached) teacher(graph);
  const [pixels, first, second, classes] = studentWidths;
  const images = matrix(graph, 'images', [batchSize, pixels]);
  const [one, two] = [matrix(graph, 'one', [first, batchSize]), matrix(graph, 'two', [second, batchSize])];
  const kernels = [
    matrix(graph, 'kernel0', [first, pixels]),
    matrix(graph, 'kernel1', [second, first]),
    matrix(graph, 'kernel2', [second, classes]),
  ];
  const gradients = [
    matrix(graph, 'gradient0', [first, batchSize]),
    matrix(graph, 'gradient1', [second, batchSize]),
    matrix(graph, 'gradient2', [batchSize, classes]),
  ];
  product(graph, [kernels[0], images], { transB: 1 }, batchSize);
  product(graph, [kernels[1], one], {}, batchSize);
  product(graph, [two, kernels[2]], { transA: 1 }, classes);
  product(graph, [two, gradients[2]], {}, classes);
  product(graph, [kernels[2], gradients[2]], { transB: 1 }, batchSize);
  product(graph, [gradients[1], one], { transB: 1 }, first);
  product(graph, [kernels[1], gradients[1]], { transA: 1 }, batchSize);
  product(graph, [gradients[0], images], {}, pixels);
  return graph;
}

function teacher(graph) {
  teacherWidths.slice(1).forEach((units, index) => {
    const shape = [teacherWidths[index], units];
    const input = matrix(graph, `teacher/in${index}`, [batchSize, shape[0]]);
    const kernel = graph.constant(`teacher/kernel${index}`, shape, numbers(shape[0] * units, 1, index + 7));
    product(graph, [input, kernel], {}, units);
  });
}

function matrix(graph, name, shape) {
  return graph.input(name, shape, numbers(shape[0] * shape[1], 1, name.length + shape[0]));
}

/** One row of a product leaves the runtime, so that the product is needed and is not copied. */
function product(graph, factors, attributes, columns) {
  const row = graph.add('Gather', [graph.add('Gemm', factors, attributes), 'row']);
  graph.output(row, `product${graph.outputs.length}`, [1, columns]);
}
