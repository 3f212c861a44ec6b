import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { type Engine, type StepProgram } from '../../../../../src/engine';
import type { Graph } from '../../../../../src/engine/onnx/graph/graph';
import type { GraphValue } from '../../../../../src/engine/onnx/graph/node';
import { runPasses, trainingPipeline } from '../../../../../src/engine/onnx/passes/pass-pipeline';
import { GraphBuilder } from '../../../../../src/engine/onnx/trace/graph-builder';
import { buildOptimizer } from '../../../../../src/models';
import { optimizerSchema } from '../../../../../src/models/training';
import { engineNames, normal, startEngine, type TestedEngine } from '../../agreement';

const batch = 12;
const widths = [280, 256, 264, 10] as const;
const steps = 4;

type Activation = (x: tf.Tensor) => tf.Tensor;

interface Student {
  readonly engine: Engine;
  readonly weights: readonly tf.Variable[];
  readonly states: readonly tf.Variable[];
  readonly training: StepProgram;
  readonly asking: StepProgram;
  readonly scalarsAt: (step: number) => Readonly<Record<string, number>>;
}

/** A student whose first two layers are large enough to be held transposed, and a program of its logits alone. */
async function student(name: TestedEngine, optimizer: object, activation: Activation): Promise<Student> {
  const engine = await startEngine(name, 2);
  const layers = widths.slice(1).map((units, index) => {
    const shape = [widths[index] ?? 1, units];
    const scale = Math.sqrt(2 / (shape[0] ?? 1));
    return {
      kernel: engine.variable(`kernel${index}`, shape, normal(shape, index + 3, scale).values as Float32Array),
      bias: engine.variable(`bias${index}`, [units], normal([units], index + 9, 0.1).values as Float32Array),
    };
  });
  const weights = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
  const updater = buildOptimizer(optimizerSchema.parse(optimizer), weights, engine, 'optimizer');
  const logitsOf = (images: tf.Tensor): tf.Tensor =>
    layers.reduce((values, { kernel, bias }, index) => {
      const sums = tf.add(tf.matMul(values, kernel), bias);
      return index === layers.length - 1 ? sums : activation(sums);
    }, images);
  const image = { shape: [batch, widths[0]], dtype: 'float32' } as const;
  const scalars = ['learningRate', ...updater.scalarNames].map((name) => [name, { shape: [], dtype: 'float32' }]);
  const training: StepProgram = {
    name: 'training',
    inputs: { images: image, ...(Object.fromEntries(scalars) as StepProgram['inputs']) },
    variables: [...weights, ...updater.variables],
    body: (fed) => {
      const lossOf = (): tf.Scalar => tf.mean<tf.Scalar>(tf.square(tf.sub(logitsOf(fed['images'] ?? tf.scalar(0)), 1)));
      const { value, grads } = tf.variableGrads(lossOf, weights);
      updater.apply(
        weights.map(({ name }) => grads[name] ?? tf.scalar(0)),
        fed,
      );
      return { loss: value };
    },
  };
  const asking: StepProgram = {
    name: 'asking',
    inputs: { images: image },
    variables: weights,
    body: ({ images }) => ({ logits: logitsOf(images ?? tf.scalar(0)) }),
  };
  return { engine, weights, states: updater.variables, training, asking, scalarsAt: (at) => updater.scalarsAt(at) };
}

const imagesOf = (seed: number): Float32Array => normal([batch, widths[0]], seed).values as Float32Array;

/** Losses and all variables after some steps, and the logits between them. */
async function outcome(name: TestedEngine, optimizer: object, activation: Activation): Promise<Float32Array[]> {
  const { engine, weights, states, training, asking, scalarsAt } = await student(name, optimizer, activation);
  const asks = await engine.compile(asking);
  const trains = await engine.compile(training);
  const feeds = Array.from({ length: steps }, (_, index) => {
    return { images: imagesOf(20 + index), learningRate: 0.01, ...scalarsAt(index) };
  });
  const found: Float32Array[] = [];
  for (const group of [feeds.slice(0, 1), feeds.slice(1)]) {
    for (const { loss } of await trains.runAll(group)) found.push(loss ?? new Float32Array());
    const { logits } = await asks.run({ images: imagesOf(1) });
    found.push(logits ?? new Float32Array());
  }
  for (const variable of [...weights, ...states]) found.push(await engine.read(variable));
  await engine.dispose();
  return found;
}

function assertNear(given: readonly Float32Array[], expected: readonly Float32Array[], tolerance: number): void {
  assert.equal(given.length, expected.length);
  expected.forEach((values, place) => {
    const typical = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    const worst = values.reduce((most, value, index) => {
      return Math.max(most, Math.abs(value - (given[place]?.[index] ?? Number.NaN)));
    }, 0);
    assert.ok(worst <= tolerance * typical, `result ${place} differs by ${worst}, its numbers are about ${typical}`);
  });
}

/** A step's 1e-5, for each of them. */
const tolerance = steps * 1e-5;

/** A large ε: with a small one the last digits of gradients near 0 decide the direction, whatever the order of matrices. */
const epsilon = 0.01;

const optimizers: Readonly<Record<string, object>> = {
  sgd: { name: 'sgd' },
  'nesterov with decay': { name: 'nesterov', weightDecay: 0.01 },
  rmsprop: { name: 'rmsprop', epsilon },
  'adam with limited norms': { name: 'adam', epsilon, maxNorm: 1.2 },
  adamw: { name: 'adamw', epsilon, weightDecay: 0.1 },
};

const activations: Readonly<Record<string, Activation>> = {
  relu: tf.relu,
  tanh: tf.tanh,
  elu: tf.elu,
  'a leaky relu and a sum': (x) => tf.add(tf.leakyRelu(x, 0.1), x),
  'a normalization, which knows one order only': (x) => tf.sub(x, tf.mean(x, 1, true)),
};

describe('large matrices of a step', () => {
  for (const [name, optimizer] of Object.entries(optimizers)) {
    it(`are trained by ${name} as on other engines`, async () => {
      const expected = await outcome('eager', optimizer, tf.relu);
      for (const engine of engineNames) assertNear(await outcome(engine, optimizer, tf.relu), expected, tolerance);
    });
  }

  it('are clipped as on other engines', async () => {
    const clipped = { name: 'adam', epsilon, clipNorm: 0.5 };
    const expected = await outcome('eager', clipped, tf.relu);
    // Engines that add up the squares of 140,000 gradients one by one lose as much in their norm.
    assertNear(await outcome('onnx', clipped, tf.relu), expected, 2e-4);
  });

  for (const [name, activation] of Object.entries(activations)) {
    it(`are trained with ${name} between them as on other engines`, async () => {
      const expected = await outcome('eager', { name: 'sgd' }, activation);
      assertNear(await outcome('onnx', { name: 'sgd' }, activation), expected, tolerance);
    });
  }

  it('are written and read between steps as they are', async () => {
    const { engine, weights, training, scalarsAt } = await student('onnx', { name: 'momentum' }, tf.relu);
    const trains = await engine.compile(training);
    const feed = { images: imagesOf(5), learningRate: 0, ...scalarsAt(0) };
    const [kernel] = weights;
    assert.ok(kernel !== undefined);
    const values = normal(kernel.shape, 77).values as Float32Array;
    await trains.run(feed);
    await engine.write(kernel, values);
    await trains.runAll([feed, feed]);
    assert.deepEqual(await engine.read(kernel), values);
    assert.deepEqual(await engine.read(kernel), values, 'and may be read again');
    await engine.dispose();
  });
});

/** A dense layer and the update of its weight; `use` reads its activations. */
function layer({ examples = 16, inputs = 256 }, use: (graph: GraphBuilder, sums: GraphValue) => void): Graph {
  const units = 300;
  const graph = new GraphBuilder('layer');
  const [x, weight] = [
    graph.input('x', [examples, inputs], 'float32'),
    graph.input('weight', [inputs, units], 'float32'),
  ];
  const bias = graph.input('bias', [units], 'float32');
  const product = graph.node('Gemm', [x, weight], [examples, units], 'float32', { transA: 0, transB: 0 });
  const sums = graph.node('Add', [product, bias], [examples, units], 'float32');
  const relu = graph.node('Relu', [sums], [examples, units], 'float32');
  const gradient = graph.node('Gemm', [x, relu], [inputs, units], 'float32', { transA: 1, transB: 0 });
  graph.output('new weight', graph.node('Sub', [weight, gradient], [inputs, units], 'float32'));
  use(graph, relu);
  const traced = graph.finish({ carried: [{ before: 'weight', after: 'new weight' }] });
  const passes = trainingPipeline({ blockSize: 1, frozen: new Map() });
  return runPasses(
    traced,
    passes.filter(({ name }) => name !== 'scan-loop'),
  );
}

const sumOfAll = (graph: GraphBuilder, sums: GraphValue): void => {
  const axes = graph.constant([0, 1], [2], 'int64');
  graph.output('loss', graph.node('ReduceSum', [sums, axes], [], 'float32', { keepdims: 0 }));
};

describe('a matrix is held transposed', () => {
  it('with its activations, and its input and output have that shape', () => {
    const { nodes, inputs, outputs, transposed } = layer({}, sumOfAll);
    assert.ok(transposed.has('weight') && transposed.has('new weight'));
    assert.deepEqual(inputs.find(({ name }) => name === 'weight')?.shape, [300, 256]);
    assert.deepEqual(outputs.find(({ name }) => name === 'new weight')?.shape, [300, 256]);
    const products = nodes.filter(({ opType }) => opType === 'Gemm');
    assert.deepEqual(
      products.map(({ inputs: [first], attributes }) => [first?.name, attributes['transA'], attributes['transB']]),
      [
        ['weight', 0, 1],
        [products[0]?.outputs[0] === undefined ? '' : reluOf(nodes), 0, 0],
      ],
    );
  });

  for (const [when, graph] of [
    ['it is small', layer({ inputs: 64 }, sumOfAll)],
    ['its batch is large', layer({ examples: 300 }, sumOfAll)],
    ['what comes of it leaves the step', layer({}, (made, sums) => made.output('sums', sums))],
    [
      'what comes of it is used in one order',
      layer({}, (made, sums) => made.output('p', made.node('Softmax', [sums], sums.shape, 'float32', { axis: 1 }))),
    ],
  ] as const) {
    it(`not where ${when}`, () => {
      assert.deepEqual([...graph.transposed], []);
    });
  }
});

function reluOf(nodes: Graph['nodes']): string {
  return nodes.find(({ opType }) => opType === 'Relu')?.outputs[0]?.name ?? '';
}
