import { fuse } from '../../../../../../src/engine/onnx/passes/fuse';
import { hoistScalarMultiply } from '../../../../../../src/engine/onnx/passes/hoist-scalar-multiply';
import { nameOutputs } from '../../../../../../src/engine/onnx/passes/name-outputs';
import { prune } from '../../../../../../src/engine/onnx/passes/prune';
import type { GraphBuilder } from '../../../../../../src/engine/onnx/trace/graph-builder';
import type { Golden } from './golden-case';

const float = 'float32' as const;

export const pruneGolden: Golden = {
  pass: prune,
  cases: [
    {
      title: 'a node, an input and the positions of maxima that nothing reads',
      build: (graph) => {
        const [x, unread] = [graph.input('x', [1, 4, 6, 6], float), graph.input('unread', [4], float)];
        graph.node('Exp', [unread], [4], float);
        const [values] = graph.nodeWithOutputs(
          'MaxPool',
          [x],
          [
            { shape: [1, 4, 3, 3], type: float },
            { shape: [1, 4, 3, 3], type: 'int64' },
          ],
          { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] },
        );
        if (values !== undefined) graph.output('y', values);
      },
    },
    {
      title: 'an output that its operation requires',
      build: (graph) => {
        const x = graph.input('x', [8], float);
        const results = [
          { shape: [3], type: float },
          { shape: [3], type: 'int64' as const },
        ];
        const [values] = graph.nodeWithOutputs('TopK', [x, graph.constant([3], [1], 'int64')], results, { axis: 0 });
        if (values !== undefined) graph.output('y', values);
      },
    },
  ],
};

/** Gradients of two layers, each multiplied by the learning rate. */
function scaledGradients(graph: GraphBuilder, isRead: boolean): void {
  const rate = graph.input('rate', [], float);
  const [x, logits] = [graph.input('x', [8, 30], float), graph.input('logits', [8, 4], float)];
  const gradient = graph.node('Softmax', [logits], [8, 4], float, { axis: 1 });
  const weights = graph.node('Gemm', [x, gradient], [30, 4], float, { transA: 1, transB: 0 });
  const bias = graph.node('ReduceSum', [gradient, graph.constant([0], [1], 'int64')], [4], float, { keepdims: 0 });
  graph.output('weights', graph.node('Mul', [weights, rate], [30, 4], float));
  graph.output('bias', graph.node('Mul', [bias, rate], [4], float));
  if (isRead) graph.output('gradient', gradient);
}

export const hoistScalarMultiplyGolden: Golden = {
  pass: hoistScalarMultiply,
  cases: [
    {
      title: 'the learning rate multiplies the gradient from which those of weights and bias come',
      build: (graph) => scaledGradients(graph, false),
    },
    {
      title: 'the gradient is read without the learning rate',
      build: (graph) => scaledGradients(graph, true),
    },
  ],
};

const flags = { transA: 0, transB: 0 };

function product(graph: GraphBuilder, columns = 10): ReturnType<GraphBuilder['node']> {
  const [x, w] = [graph.input('x', [8, 20], float), graph.input('w', [20, columns], float)];
  return graph.node('Gemm', [x, w], [8, columns], float, flags);
}

/** x is an image [2, 3, 6, 6], the bias a list for its 4 channels. */
function biasedConv(graph: GraphBuilder): void {
  const [x, w] = [graph.input('x', [2, 3, 6, 6], float), graph.input('w', [4, 3, 1, 1], float)];
  const conv = graph.node('Conv', [x, w], [2, 4, 6, 6], float, { kernel_shape: [1, 1] });
  const bias = graph.reshape(graph.input('bias', [4], float), [1, 4, 1, 1]);
  graph.output('y', graph.node('Add', [conv, bias], [2, 4, 6, 6], float));
}

function update(graph: GraphBuilder, rateShape: readonly number[]): void {
  const [x, dy] = [graph.input('x', [8, 20], float), graph.input('dy', [8, 10], float)];
  const [w, rate] = [graph.input('w', [20, 10], float), graph.input('rate', rateShape, float)];
  const gradient = graph.node('Gemm', [x, dy], [20, 10], float, { transA: 1, transB: 0 });
  const change = graph.node('Mul', [gradient, rate], [20, 10], float);
  graph.output('new w', graph.node('Sub', [w, change], [20, 10], float));
}

/** A convolution whose pixels are divided by a constant, as the gradient of a mean is. */
function dividedConv(graph: GraphBuilder, divisor: number): void {
  const [x, w] = [graph.input('x', [2, 3, 6, 6], float), graph.input('w', [4, 3, 1, 1], float)];
  const conv = graph.node('Conv', [x, w], [2, 4, 6, 6], float, { kernel_shape: [1, 1] });
  graph.output('y', graph.node('Div', [conv, graph.constant([divisor], [], float)], [2, 4, 6, 6], float));
}

export const fuseGolden: Golden = {
  pass: fuse,
  cases: [
    {
      title: 'the bias of a dense layer',
      build: (graph) => {
        const sums = product(graph);
        graph.output('y', graph.node('Add', [sums, graph.input('bias', [10], float)], sums.shape, float));
      },
    },
    { title: 'the bias of a convolution', build: biasedConv },
    { title: "a weight's update, with the learning rate at the smaller operand", build: (graph) => update(graph, []) },
    {
      title: 'momentum, decayed by a constant',
      build: (graph) => {
        const gradient = product(graph);
        const state = graph.input('state', [8, 10], float);
        const kept = graph.node('Mul', [state, graph.constant([0.9], [], float)], [8, 10], float);
        graph.output('new state', graph.node('Add', [kept, gradient], [8, 10], float));
      },
    },
    {
      title: 'the product is read elsewhere',
      build: (graph) => {
        const sums = product(graph);
        graph.output('y', graph.node('Add', [sums, graph.input('bias', [10], float)], sums.shape, float));
        graph.output('sums', sums);
      },
    },
    {
      title: 'the addend differs between examples',
      build: (graph) => {
        const sums = product(graph);
        graph.output('y', graph.node('Add', [sums, graph.input('column', [8, 1], float)], sums.shape, float));
      },
    },
    { title: 'a divisor that rounds nothing', build: (graph) => dividedConv(graph, 4) },
    { title: 'a divisor that rounds', build: (graph) => dividedConv(graph, 9) },
    { title: 'a rate for each weight', build: (graph) => update(graph, [20, 10]) },
  ],
};

export const nameOutputsGolden: Golden = {
  pass: nameOutputs,
  cases: [
    {
      title: 'a value that is made here gets the name of its output',
      build: (graph) => graph.output('y', graph.node('Neg', [graph.input('x', [2], float)], [2], float)),
    },
    {
      title: 'an input that is an output, and a value with two names',
      build: (graph) => {
        const x = graph.input('x', [2], float);
        const y = graph.node('Neg', [x], [2], float);
        graph.output('same', x);
        graph.output('y', y);
        graph.output('z', y);
      },
    },
  ],
};
