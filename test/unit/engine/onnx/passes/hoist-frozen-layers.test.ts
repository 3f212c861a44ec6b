import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { onnx } from 'onnx-proto';
import { type Engine, type StepProgram } from '../../../../../src/engine';
import { encodeModel } from '../../../../../src/engine/onnx/graph/encode';
import type { GraphValue } from '../../../../../src/engine/onnx/graph/node';
import { GraphBuilder } from '../../../../../src/engine/onnx/trace/graph-builder';
import { normal, startEngine, testedEngines, type TestedEngine } from '../../agreement';
import { compiled } from './compiled';

interface Sizes {
  readonly batch: number;
  readonly inputs: number;
  readonly hidden: number;
}

/** A student of one layer beside a frozen teacher of two, whose logits are a result too. */
function following(engine: Engine, { batch, inputs, hidden }: Sizes): { program: StepProgram; student: tf.Variable } {
  const variable = (name: string, shape: readonly number[], seed: number): tf.Variable =>
    engine.variable(name, shape, normal(shape, seed, 0.2).values as Float32Array);
  const [first, bias, second] = [
    variable('first', [inputs, hidden], 1),
    variable('bias', [hidden], 2),
    variable('second', [hidden, 6], 3),
  ];
  const student = variable('student', [inputs, 6], 4);
  const program: StepProgram = {
    name: 'following',
    inputs: {
      images: { shape: [batch, inputs], dtype: 'float32' },
      temperature: { shape: [], dtype: 'float32' },
    },
    variables: [first, bias, second, student],
    frozen: [first, bias, second],
    body: ({ images = tf.scalar(0), temperature = tf.scalar(1) }) => {
      const teacherLogits = tf.matMul(tf.relu(tf.add(tf.matMul(images, first), bias)), second);
      const { value, grads } = tf.variableGrads(() => {
        const wanted = tf.softmax(tf.div(teacherLogits, temperature));
        return tf.mean<tf.Scalar>(tf.neg(tf.mul(wanted, tf.logSoftmax(tf.matMul(images, student)))));
      }, [student]);
      student.assign(tf.sub(student, grads['student'] ?? tf.scalar(0)));
      return { loss: value, largest: tf.max(teacherLogits) };
    },
  };
  return { program, student };
}

async function outcome(name: TestedEngine, sizes: Sizes, groups: readonly number[]): Promise<number[]> {
  const engine = await startEngine(name, 2);
  const { program, student } = following(engine, sizes);
  const step = await engine.compile(program);
  const found: number[] = [];
  let place = 0;
  for (const count of groups) {
    const feeds = Array.from({ length: count }, (_, index) => ({
      images: normal([sizes.batch, sizes.inputs], 30 + place + index).values,
      temperature: 1 + place + index,
    }));
    for (const { loss, largest } of await step.runAll(feeds)) found.push(...(loss ?? []), ...(largest ?? []));
    place += count;
  }
  found.push(...(await engine.read(student)));
  await engine.dispose();
  return found;
}

describe('frozen layers in front of the loop', () => {
  for (const sizes of [
    { batch: 1, inputs: 40, hidden: 30 },
    { batch: 3, inputs: 784, hidden: 500 },
    { batch: 17, inputs: 33, hidden: 47 },
    { batch: 128, inputs: 100, hidden: 64 },
    // So large that seven steps are run in two parts.
    { batch: 128, inputs: 60, hidden: 4096 },
  ]) {
    it(`give the same bits for a batch of ${sizes.batch} and ${sizes.hidden} units, however many steps run at once`, async () => {
      const apart = await outcome('onnx', sizes, [1, 1, 1, 1, 1, 1, 1]);
      assert.equal(new Set(apart.slice(0, 14)).size, 14, 'each step has its own examples');
      assert.deepEqual(await outcome('onnx', sizes, [7]), apart);
      assert.deepEqual(await outcome('onnx', sizes, [2, 4, 1]), apart);
    });
  }

  it('give the numbers of other engines', async () => {
    const sizes = { batch: 8, inputs: 20, hidden: 30 };
    const given = await outcome('onnx', sizes, [5]);
    for (const name of testedEngines) {
      const expected = await outcome(name, sizes, [5]);
      expected.forEach((value, index) => {
        assert.ok(Math.abs(value - (given[index] ?? Number.NaN)) <= 1e-5 * Math.max(1, Math.abs(value)), name);
      });
    }
  });
});

interface Operations {
  readonly ahead: string[];
  readonly within: string[];
  readonly maxSteps: number;
}

/** The operations in front of the loop and those of its body. */
function operations(batch: number, build: (graph: GraphBuilder) => void): Operations {
  const graph = new GraphBuilder('step');
  const [x, old] = [graph.input('x', [batch, 4], 'float32'), graph.input('w', [4, 5], 'float32')];
  const trained = graph.node('Gemm', [x, old], [batch, 5], 'float32');
  const direction = graph.node('Gemm', [x, trained], [4, 5], 'float32', { transA: 1 });
  graph.output('new', graph.node('Sub', [old, direction], [4, 5], 'float32'));
  build(graph);
  const carried = [{ before: 'w', after: 'new' }];
  const loop = compiled(graph, { carried, fed: new Set(['x', 's']) });
  const model = onnx.ModelProto.decode(encodeModel(loop));
  const typesOf = (nodes: readonly onnx.INodeProto[] | null | undefined): string[] =>
    (nodes ?? []).map(({ opType }) => opType ?? '').sort();
  const body = model.graph?.node
    ?.find(({ opType }) => opType === 'Scan')
    ?.attribute?.find(({ name }) => name === 'body');
  return { ahead: typesOf(model.graph?.node), within: typesOf(body?.g?.node), maxSteps: loop.maxSteps };
}

const trainedAlone = ['Gemm', 'Gemm'];

function constantProduct(graph: GraphBuilder, value: GraphValue): GraphValue {
  const weights = graph.constant(normal([value.shape[1] ?? 1, 3], 1).values, [value.shape[1] ?? 1, 3], 'float32');
  return graph.node('Gemm', [value, weights], [value.shape[0] ?? 1, 3], 'float32');
}

const inputOf = (batch: number): GraphValue => ({ name: 'x', shape: [batch, 4], type: 'float32' });

describe('hoisting out of the loop', () => {
  it('moves products with constants, and the arithmetic between two of them', () => {
    const found = operations(8, (graph) => {
      const middle = graph.node('Tanh', [constantProduct(graph, inputOf(8))], [8, 3], 'float32');
      const last = constantProduct(graph, middle);
      const softened = graph.node('Div', [last, graph.input('s', [], 'float32')], [8, 3], 'float32');
      graph.output('out', softened);
    });
    assert.deepEqual(found.ahead, ['Gemm', 'Gemm', 'Reshape', 'Reshape', 'Scan', 'Tanh']);
    assert.deepEqual(found.within, ['Div', ...trainedAlone]);
  });

  it('limits a launch to the steps whose values fit into 8 MB', () => {
    const stepsFor = (batch: number): number =>
      operations(batch, (graph) => {
        graph.output('out', graph.node('Neg', [constantProduct(graph, inputOf(batch))], [batch, 3], 'float32'));
      }).maxSteps;
    // Three numbers of four bytes for each example.
    assert.equal(stepsFor(1000), Math.floor(8_388_608 / 12_000));
    assert.equal(stepsFor(1_000_000), 1);
  });

  it('moves the reshape that reads images as rows', () => {
    const found = operations(8, (graph) => {
      const images = graph.input('s', [8, 2, 3, 1], 'float32');
      const rows = graph.reshape(images, [8, 6]);
      graph.output('out', graph.node('Neg', [constantProduct(graph, rows)], [8, 3], 'float32'));
      graph.output('same', graph.node('Exp', [rows], [8, 6], 'float32'));
    });
    assert.deepEqual(found.ahead, ['Gemm', 'Reshape', 'Reshape', 'Reshape', 'Reshape', 'Scan']);
    assert.deepEqual(found.within, ['Exp', ...trainedAlone, 'Neg'].sort());
  });

  it('leaves a batch of one, operations that look across examples and results of the step', () => {
    const alone = operations(1, (graph) => {
      const last = constantProduct(graph, inputOf(1));
      graph.output('out', graph.node('Neg', [last], [1, 3], 'float32'));
    });
    const within = ['Gemm', ...trainedAlone, 'Neg'].sort();
    assert.deepEqual(alone, { ahead: ['Scan'], within, maxSteps: Infinity });
    const across = operations(8, (graph) => {
      const axes = graph.constant([0], [1], 'int64');
      const mean = graph.node('ReduceSum', [inputOf(8), axes], [1, 4], 'float32', { keepdims: 1 });
      const centred = graph.node('Sub', [inputOf(8), mean], [8, 4], 'float32');
      graph.output('out', graph.node('Neg', [constantProduct(graph, centred)], [8, 3], 'float32'));
    });
    assert.deepEqual(across.ahead, ['Scan']);
    const truths = operations(8, (graph) => {
      const isAbove = graph.node('Greater', [inputOf(8), graph.constant([0], [], 'float32')], [8, 4], 'bool');
      const chosen = graph.node('Where', [isAbove, inputOf(8), graph.constant([1], [], 'float32')], [8, 4], 'float32');
      graph.output('out', graph.node('Neg', [constantProduct(graph, chosen)], [8, 3], 'float32'));
      graph.output('truths', graph.node('Not', [isAbove], [8, 4], 'bool'));
    });
    assert.deepEqual(truths.ahead, ['Scan']);
    const given = operations(8, (graph) => graph.output('out', constantProduct(graph, inputOf(8))));
    assert.deepEqual(given.ahead, ['Scan']);
  });
});
