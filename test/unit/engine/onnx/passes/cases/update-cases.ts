import { packUpdates } from '../../../../../../src/engine/onnx/passes/pack-updates';
import type { Carried } from '../../../../../../src/engine/onnx/graph/graph';
import type { GraphValue } from '../../../../../../src/engine/onnx/graph/node';
import type { Binding, GraphBuilder } from '../../../../../../src/engine/onnx/trace/graph-builder';
import type { Golden } from './golden-case';

const float = 'float32' as const;

/** A weight with its shape, and where it is changed. */
interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
}

const small: readonly Weight[] = [
  { name: 'kernel', shape: [4, 3] },
  { name: 'bias', shape: [3] },
  { name: 'scale', shape: [3] },
];

/** Names of values that are carried, before and after the step. */
const carriedOf = (...names: readonly string[]): readonly Carried[] =>
  names.map((name) => ({ before: name, after: `new ${name}` }));

/** The gradient of a weight: what no pass takes apart. */
const gradientOf = (graph: GraphBuilder, { name, shape }: Weight): GraphValue =>
  graph.node('Softmax', [graph.input(`gradient of ${name}`, shape, float)], shape, float, { axis: 0 });

/** v ← ½·v + g, w ← w − rate·√v for each weight. */
function learn(graph: GraphBuilder, weights: readonly Weight[]): void {
  const rate = graph.input('rate', [], float);
  const half = graph.constant([0.5], [], float);
  for (const weight of weights) {
    const { name, shape } = weight;
    const moment = `moment of ${name}`;
    const [w, v] = [graph.input(name, shape, float), graph.input(moment, shape, float)];
    const kept = graph.node('Mul', [v, half], shape, float);
    const next = graph.node('Add', [kept, gradientOf(graph, weight)], shape, float);
    const root = graph.node('Sqrt', [next], shape, float);
    graph.output(`new ${moment}`, next);
    graph.output(`new ${name}`, graph.node('Sub', [w, graph.node('Mul', [rate, root], shape, float)], shape, float));
  }
}

const bindingOf = (weights: readonly Weight[]): Binding => ({
  carried: [
    ...carriedOf(...weights.map(({ name }) => name)),
    ...carriedOf(...weights.map(({ name }) => `moment of ${name}`)),
  ],
});

/** w ← w − g for each weight. */
function descend(graph: GraphBuilder, weights: readonly Weight[]): void {
  for (const weight of weights) {
    const { name, shape } = weight;
    const w = graph.input(name, shape, float);
    graph.output(`new ${name}`, graph.node('Sub', [w, gradientOf(graph, weight)], shape, float));
  }
}

/** A product that reads a weight as it is before the step. */
function readBefore(graph: GraphBuilder): void {
  const rows = graph.input('rows', [2, 4], float);
  const kernel: GraphValue = { name: 'kernel', shape: [4, 3], type: float };
  graph.output('y', graph.node('Gemm', [rows, kernel], [2, 3], float, { transA: 0, transB: 0 }));
}

/** Two biases that exchange places: each is computed from the other. */
function exchange(graph: GraphBuilder): void {
  const [one, other] = [graph.input('one', [3], float), graph.input('other', [3], float)];
  for (const [name, source] of [
    ['one', other],
    ['other', one],
  ] as const) {
    const negated = graph.node('Neg', [source], [3], float);
    graph.output(`new ${name}`, graph.node('Exp', [negated], [3], float));
  }
}

/** Small weights beside a batch of images that no second cache holds. */
function learnBesideImages(graph: GraphBuilder): void {
  const shape = [8, 16, 64, 64];
  graph.output('y', graph.node('Relu', [graph.input('images', shape, float)], shape, float));
  learn(graph, small);
}

export const packUpdatesGolden: Golden = {
  pass: packUpdates,
  cases: [
    {
      title: 'weights and their moments; a product reads one of the weights',
      build: (graph) => {
        learn(graph, small);
        readBefore(graph);
      },
      binding: bindingOf(small),
    },
    {
      title: 'a large weight stays by itself',
      build: (graph) => learn(graph, [...small, { name: 'large', shape: [100, 100] }]),
      binding: bindingOf([...small, { name: 'large', shape: [100, 100] }]),
    },
    {
      title: 'weights of a step with large images stay by themselves',
      build: learnBesideImages,
      binding: bindingOf(small),
    },
    {
      title: 'a list would save too little',
      build: (graph) => descend(graph, small),
      binding: { carried: carriedOf(...small.map(({ name }) => name)) },
    },
    {
      title: 'variables that are computed from one another',
      build: exchange,
      binding: { carried: carriedOf('one', 'other') },
    },
  ],
};
