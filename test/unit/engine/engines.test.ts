import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { createEngine, type Engine } from '../../../src/engine';
import { buildOptimizer } from '../../../src/models';
import { optimizerSchema, type OptimizerSettings } from '../../../src/models/training';
import { Generator } from '../../../src/data';
import { startEngine, testedEngines } from './agreement';

const batch = 6;
const inputs = 5;
const hidden = 7;
const classes = 4;

function numbers(count: number, seed: number): Float32Array {
  const generator = new Generator(seed);
  return Float32Array.from({ length: count }, () => generator.nextNormal());
}

/** Trains a small network for a few steps and gives its weights and losses. */
async function train(engine: Engine, optimizerName: OptimizerSettings['name']): Promise<number[]> {
  const kernel1 = engine.variable(`${optimizerName}/k1`, [inputs, hidden], numbers(inputs * hidden, 1));
  const bias1 = engine.variable(`${optimizerName}/b1`, [hidden], numbers(hidden, 2));
  const kernel2 = engine.variable(`${optimizerName}/k2`, [hidden, classes], numbers(hidden * classes, 3));
  const trained = [kernel1, bias1, kernel2];
  const optimizer = buildOptimizer(
    optimizerSchema.parse({ name: optimizerName }),
    trained,
    engine,
    `${optimizerName}/o`,
  );
  const scalarInputs = Object.fromEntries(
    ['learningRate', ...optimizer.scalarNames].map((name) => [name, { shape: [], dtype: 'float32' as const }]),
  );
  const step = await engine.compile({
    name: `${optimizerName} step`,
    inputs: {
      x: { shape: [batch, inputs], dtype: 'float32' },
      y: { shape: [batch, classes], dtype: 'float32' },
      ...scalarInputs,
    },
    variables: [...trained, ...optimizer.variables],
    body: (fed) => {
      const { x, y } = fed as { x: tf.Tensor2D; y: tf.Tensor2D };
      const { value, grads } = tf.variableGrads(() => {
        const middle = tf.relu(tf.add(tf.matMul(x, kernel1 as tf.Variable<tf.Rank.R2>), bias1)) as tf.Tensor2D;
        const logits = tf.matMul(middle, kernel2);
        return tf.neg(tf.sum(tf.mul(y, tf.logSoftmax(logits)))) as tf.Scalar;
      }, trained);
      optimizer.apply(
        trained.map((variable) => grads[variable.name] as tf.Tensor),
        fed,
      );
      return { loss: value };
    },
  });
  const results: number[] = [];
  for (let index = 0; index < 4; index += 1) {
    const y = new Float32Array(batch * classes);
    for (let row = 0; row < batch; row += 1) y[row * classes + ((row + index) % classes)] = 1;
    const feeds = { x: numbers(batch * inputs, 10 + index), y, learningRate: 0.05, ...optimizer.scalarsAt(index) };
    results.push(...((await step.run(feeds)).loss ?? []));
  }
  for (const variable of trained) results.push(...(await engine.read(variable)));
  return results;
}

function assertNear(found: readonly number[], expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  found.forEach((value, index) => {
    const other = expected[index] ?? Number.NaN;
    assert.ok(Math.abs(value - other) <= 2e-5 * Math.max(1, Math.abs(other)), `${index}: ${value} and ${other}`);
  });
}

describe('engines', function () {
  // Loading TensorFlow takes seconds on a busy machine.
  this.timeout(60_000);
  for (const optimizer of ['sgd', 'momentum', 'adam'] as const) {
    it(`${testedEngines.join(', ')} agree on ${optimizer}`, async () => {
      const outcomes: number[][] = [];
      for (const name of testedEngines) {
        const engine = await startEngine(name);
        outcomes.push(await train(engine, optimizer));
        await engine.dispose();
      }
      const [first = [], ...others] = outcomes;
      assert.ok(first.length > 60);
      for (const other of others) assertNear(other, first);
    });
  }

  it('names the program and the operation that cannot be traced', async () => {
    const { engine } = await createEngine({ preferred: 'onnx', threads: 1 });
    const program = {
      name: 'odd step',
      inputs: { x: { shape: [3], dtype: 'float32' as const } },
      variables: [],
      body: ({ x }: Readonly<Record<string, tf.Tensor>>) => ({ y: tf.acosh(x as tf.Tensor) }),
    };
    await assert.rejects(engine.compile(program), /odd step cannot be traced: .*Acosh/);
    await engine.dispose();
  });

  it('names the program that reads a value while it is traced', async () => {
    const { engine } = await createEngine({ preferred: 'onnx', threads: 1 });
    const program = {
      name: 'reading step',
      inputs: { x: { shape: [3], dtype: 'float32' as const } },
      variables: [],
      body: ({ x }: Readonly<Record<string, tf.Tensor>>) => ({ y: tf.scalar((x as tf.Tensor).dataSync()[0] ?? 0) }),
    };
    await assert.rejects(
      engine.compile(program),
      /reading step reads the value of a tensor while it is traced at .*engines\.test\.[jt]s:\d+: make what changes an input/,
    );
    await engine.dispose();
  });
});
