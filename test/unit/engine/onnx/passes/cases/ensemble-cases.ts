import { nameOutputs } from '../../../../../../src/engine/onnx/passes/name-outputs';
import { vectorize } from '../../../../../../src/engine/onnx/passes/vectorize';
import type { GraphValue } from '../../../../../../src/engine/onnx/graph/node';
import type { Golden } from './golden-case';

const float = 'float32' as const;

export const vectorizeGolden: Golden = {
  before: [nameOutputs],
  pass: vectorize({ members: 3, shared: new Set(['x', 'taught']), constants: new Map() }),
  cases: [
    {
      title: 'a dense layer on rows that members share, and its gradients',
      build: (graph) => {
        const x = graph.input('x', [8, 20], float);
        const [w, bias] = [graph.input('w', [20, 10], float), graph.input('bias', [10], float)];
        const sums = graph.node('Gemm', [x, w], [8, 10], float, { transA: 0, transB: 0 });
        const y = graph.node('LogSoftmax', [graph.node('Add', [sums, bias], [8, 10], float)], [8, 10], float, {
          axis: 1,
        });
        const rate = graph.input('rate', [], float);
        const dw = graph.node('Gemm', [x, y], [20, 10], float, { transA: 1, transB: 0 });
        const db = graph.node('ReduceSum', [y, graph.constant([0], [1], 'int64')], [10], float, { keepdims: 0 });
        graph.output('new w', graph.node('Sub', [w, graph.node('Mul', [dw, rate], [20, 10], float)], [20, 10], float));
        graph.output('new bias', graph.node('Sub', [bias, db], [10], float));
      },
    },
    {
      title: 'the update of a large weight, which goes from member to member',
      build: (graph) => {
        const [x, dy] = [graph.input('x', [8, 200], float), graph.input('dy', [8, 50], float)];
        const [w, rate] = [graph.input('w', [200, 50], float), graph.input('rate', [], float)];
        const dw = graph.node('Gemm', [x, dy], [200, 50], float, { transA: 1, transB: 0 });
        const change = graph.node('Mul', [dw, graph.node('Sqrt', [rate], [], float)], [200, 50], float);
        graph.output('new w', graph.node('Sub', [w, change], [200, 50], float));
      },
    },
    {
      title: 'large weights with so many passes that a few members take a turn together',
      binding: {
        carried: [
          { before: 'w', after: 'new w' },
          { before: 'v', after: 'new v' },
        ],
      },
      build: (graph) => {
        const [x, dy] = [graph.input('x', [8, 200], float), graph.input('dy', [8, 50], float)];
        const [w, v] = [graph.input('w', [200, 50], float), graph.input('v', [200, 50], float)];
        const on = (operation: string, ...given: readonly GraphValue[]): GraphValue =>
          graph.node(operation, given, [200, 50], float);
        const rate = graph.input('rate', [], float);
        const dw = graph.node('Gemm', [x, dy], [200, 50], float, { transA: 1, transB: 0 });
        const kept = on('Mul', v, graph.constant([0.5], [], float));
        const next = on('Add', kept, on('Mul', dw, dw));
        const change = on('Mul', rate, on('Div', dw, on('Sqrt', next)));
        graph.output('new v', next);
        graph.output('new w', on('Sub', w, change));
        graph.output('y', graph.node('Gemm', [x, w], [8, 50], float, { transA: 0, transB: 0 }));
      },
    },
    {
      title: "a teacher's probabilities and their mean, which members share",
      build: (graph) => {
        const [taught, own] = [graph.input('taught', [8, 4], float), graph.input('own', [8, 4], float)];
        const probabilities = graph.node('Softmax', [taught], [8, 4], float, { axis: 1 });
        const [product, mean] = [
          graph.node('Mul', [probabilities, own], [8, 4], float),
          graph.node('ReduceMean', [probabilities], [8], float, { axes: [1], keepdims: 0 }),
        ];
        graph.output('product', product);
        graph.output('mean', mean);
      },
    },
  ],
};
