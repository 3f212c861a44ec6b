// The matrix products of a dense workload's step and nothing else: less than they take, no step in float32 can take.
import { HandWritten, weight } from './hand-written.mjs';
import { batchSize, numbers } from './steps.mjs';

const teacherWidths = [784, 1200, 1200, 10];
const studentWidths = [784, 800, 800, 10];

/** Forward through the teacher, where it is not cached, and the student; back to the student's kernels and activations. */
export function denseProducts({ isCached }) {
  const graph = new HandWritten();
  graph.scalar('row', 0, 'int64', [1]);
  if (!isCached) forward(graph, 'teacher', teacherWidths);
  const layers = forward(graph, 'student', studentWidths);
  layers.forEach(({ input, kernel, shape: [, units] }, index) => {
    const gradient = graph.input(`gradient${index}`, [batchSize, units], numbers(batchSize * units, 1, index + 3));
    keep(graph, graph.add('Gemm', [input, gradient], { transA: 1 }), `kernel gradient${index}`, units);
    if (index > 0)
      keep(graph, graph.add('Gemm', [gradient, kernel], { transB: 1 }), `back${index}`, layers[index].shape[0]);
  });
  return graph;
}

function forward(graph, prefix, widths) {
  return widths.slice(1).map((units, index) => {
    const shape = [widths[index], units];
    const input = graph.input(
      `${prefix}/in${index}`,
      [batchSize, shape[0]],
      numbers(batchSize * shape[0], 1, index + 5),
    );
    const kernel = weight(graph, prefix, `kernel${index}`, shape, numbers(shape[0] * units, 1, index + 7));
    keep(graph, graph.add('Gemm', [input, kernel]), `${prefix}/out${index}`, units);
    return { input, kernel, shape };
  });
}

/** One row of a product leaves the runtime, so that the product is needed and is not copied. */
function keep(graph, product, name, columns) {
  graph.output(graph.add('Gather', [product, 'row']), name, [1, columns]);
}
