import { turnLogits } from '../../../../../../src/engine/onnx/passes/turn-logits';
import type { GraphValue } from '../../../../../../src/engine/onnx/graph/node';
import type { GraphBuilder } from '../../../../../../src/engine/onnx/trace/graph-builder';
import type { Golden } from './golden-case';

const float = 'float32' as const;
const examples = 128;

/** Logits of a layer with a bias. */
function logitsOf(graph: GraphBuilder, classes: number): GraphValue {
  const [x, w] = [graph.input('x', [examples, 30], float), graph.input('w', [30, classes], float)];
  const product = graph.node('Gemm', [x, w], [examples, classes], float, { transA: 0, transB: 0 });
  return graph.node('Add', [product, graph.input('bias', [classes], float)], [examples, classes], float);
}

/** The logits without their maxima, and the sums of their exponentials. */
function moved(graph: GraphBuilder, logits: GraphValue): readonly [GraphValue, GraphValue] {
  const column = [examples, 1];
  const most = graph.node('ReduceMax', [logits], column, float, { axes: [1], keepdims: 1 });
  const left = graph.node('Sub', [logits, most], logits.shape, float);
  const exponentials = graph.node('Exp', [left], logits.shape, float);
  const axis = graph.constant([1], [1], 'int64');
  return [left, graph.node('ReduceSum', [exponentials, axis], column, float, { keepdims: 1 })];
}

const loss =
  (classes: number, more: (graph: GraphBuilder, logs: GraphValue) => void = () => undefined) =>
  (graph: GraphBuilder): void => {
    const [left, sums] = moved(graph, logitsOf(graph, classes));
    const logs = graph.node('Sub', [left, graph.node('Log', [sums], [examples, 1], float)], left.shape, float);
    const labelled = graph.node('Mul', [graph.input('labels', left.shape, float), logs], left.shape, float);
    const weights = graph.node(
      ...([
        'Reshape',
        [graph.input('weights', [examples], float), graph.constant([examples, 1], [2], 'int64')],
      ] as const),
      ...([[examples, 1], float] as const),
    );
    const weighted = graph.node('Mul', [labelled, weights], left.shape, float);
    const of = (axis: number): GraphValue => graph.constant([axis], [1], 'int64');
    graph.output('of classes', graph.node('ReduceSum', [weighted, of(0)], [classes], float, { keepdims: 0 }));
    graph.output('of examples', graph.node('ReduceSum', [weighted, of(1)], [examples], float, { keepdims: 0 }));
    const x: GraphValue = { name: 'x', shape: [examples, 30], type: float };
    const gradient = graph.node('Gemm', [x, weighted], [30, classes], float, { transA: 1, transB: 0 });
    graph.output('gradient', gradient);
    more(graph, logs);
  };

export const turnLogitsGolden: Golden = {
  pass: turnLogits,
  cases: [
    { title: 'a loss of the logits of a layer, and its gradient', build: loss(10) },
    { title: 'many classes', build: loss(64) },
    {
      title: 'an operation that knows one layout only',
      build: loss(10, (graph, logs) => {
        graph.output('choice', graph.node('ArgMax', [logs], [examples], 'int64', { axis: 1, keepdims: 0 }));
      }),
    },
    {
      title: 'a result that is a matrix',
      build: loss(10, (graph, logs) => graph.output('logs', graph.node('Exp', [logs], logs.shape, float))),
    },
    {
      title: 'too few operations by columns',
      build: (graph) => {
        const [, sums] = moved(graph, logitsOf(graph, 10));
        graph.output('sums', graph.node('ReduceSum', [sums], [], float, { keepdims: 0 }));
      },
    },
  ],
};
