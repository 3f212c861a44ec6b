import { freezeVariables } from '../../../../../../src/engine/onnx/passes/freeze-variables';
import { hoistFrozenLayers } from '../../../../../../src/engine/onnx/passes/hoist-frozen-layers';
import { scanLoop } from '../../../../../../src/engine/onnx/passes/scan-loop';
import { transposeWeights } from '../../../../../../src/engine/onnx/passes/transpose-weights';
import type { GraphBuilder } from '../../../../../../src/engine/onnx/trace/graph-builder';
import type { GraphValue } from '../../../../../../src/engine/onnx/graph/node';
import type { Golden } from './golden-case';

const float = 'float32' as const;
const flags = { transA: 0, transB: 0 };
const carried = [{ before: 'w', after: 'new w' }];

interface Layer {
  readonly examples?: number;
  readonly inputs?: number;
  readonly after?: (graph: GraphBuilder, sums: GraphValue) => GraphValue;
}

/** A dense layer, its bias and the update of its weight. */
const layer =
  ({ examples = 16, inputs = 256, after = (_, sums) => sums }: Layer) =>
  (graph: GraphBuilder): void => {
    const [x, w] = [graph.input('x', [examples, inputs], float), graph.input('w', [inputs, 300], float)];
    const product = graph.node('Gemm', [x, w], [examples, 300], float, flags);
    const sums = graph.node('Add', [product, graph.input('bias', [300], float)], [examples, 300], float);
    const values = after(graph, graph.node('Relu', [sums], [examples, 300], float));
    const gradient = graph.node('Gemm', [x, values], [inputs, 300], float, { transA: 1, transB: 0 });
    graph.output('new w', graph.node('Sub', [w, gradient], [inputs, 300], float));
  };

export const transposeWeightsGolden: Golden = {
  pass: transposeWeights,
  cases: [
    { title: 'a large weight, its activations and its update', build: layer({}), binding: { carried } },
    { title: 'a small weight', build: layer({ inputs: 64 }), binding: { carried } },
    { title: 'a large batch', build: layer({ examples: 300 }), binding: { carried } },
    {
      title: 'an operation that knows its operand in one layout only',
      build: layer({ after: (graph, sums) => graph.node('Softmax', [sums], sums.shape, float, { axis: 1 }) }),
      binding: { carried },
    },
  ],
};

export const freezeVariablesGolden: Golden = {
  pass: freezeVariables(new Map([['w', new Float32Array(8).fill(0.5)]])),
  cases: [
    {
      title: "a teacher's weight is no input any more",
      build: (graph) => {
        const [x, w] = [graph.input('x', [3, 4], float), graph.input('w', [4, 2], float)];
        graph.output('y', graph.node('Gemm', [x, w], [3, 2], float, flags));
      },
    },
    {
      title: 'a weight that no node reads',
      build: (graph) => graph.output('y', graph.node('Neg', [graph.input('x', [3, 4], float)], [3, 4], float)),
    },
  ],
};

/** A step that moves a weight along the images. */
function step(graph: GraphBuilder): void {
  const [x, w] = [graph.input('x', [4], float), graph.input('w', [4], float)];
  const moved = graph.node('Sub', [w, x], [4], float);
  graph.output('new w', moved);
  graph.output('loss', graph.node('Exp', [moved], [4], float));
}

export const scanLoopGolden: Golden = {
  pass: scanLoop,
  cases: [
    {
      title: 'a weight is carried from step to step, the loss is given for each',
      build: step,
      binding: { carried, fed: new Set(['x']) },
    },
    { title: 'nothing is carried', build: step, binding: { fed: new Set(['x']) } },
  ],
};

/** A frozen teacher of one layer whose logits move a weight. */
const teacher =
  (examples: number, prepare: (graph: GraphBuilder, x: GraphValue) => GraphValue = (_, x) => x) =>
  (graph: GraphBuilder): void => {
    const x = prepare(graph, graph.input('x', [examples, 4], float));
    const [frozen, w] = [graph.input('frozen', [4, 2], float), graph.input('w', [examples, 2], float)];
    const logits = graph.node('Gemm', [x, frozen], [examples, 2], float, flags);
    graph.output('new w', graph.node('Sub', [w, graph.node('Tanh', [logits], [examples, 2], float)], w.shape, float));
  };

/** Images less their mean over the batch. */
function centred(graph: GraphBuilder, x: GraphValue): GraphValue {
  const axes = graph.constant([0], [1], 'int64');
  return graph.node('Sub', [x, graph.node('ReduceSum', [x, axes], [1, 4], float, { keepdims: 1 })], x.shape, float);
}

export const hoistFrozenLayersGolden: Golden = {
  pass: hoistFrozenLayers,
  before: [freezeVariables(new Map([['frozen', new Float32Array(8).fill(0.5)]])), scanLoop],
  cases: [
    { title: 'a frozen layer', build: teacher(3), binding: { carried, fed: new Set(['x']) } },
    { title: 'a batch of one', build: teacher(1), binding: { carried, fed: new Set(['x']) } },
    { title: 'a mean over the batch before it', build: teacher(3, centred), binding: { carried, fed: new Set(['x']) } },
    { title: 'no loop', build: teacher(3), binding: {} },
  ],
};
