import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import * as loaded from 'onnxruntime-node';
import { createEngine, exportOnnx, type Engine, type StepProgram } from '../../../../src/engine';
import { normal, startEngine, testedEngines } from '../agreement';

const images = normal([2, 8, 8, 1], 1);

/** A small convolutional network and the program of its logits. */
function network(engine: Engine): StepProgram {
  const weight = (name: string, shape: number[], seed: number): tf.Variable =>
    engine.variable(`${engine.name}/${name}`, shape, normal(shape, seed).values as Float32Array);
  const [filter, bias] = [weight('filter', [3, 3, 1, 4], 2), weight('bias', [4], 3)];
  const [kernel, offset] = [weight('kernel', [64, 3], 4), weight('offset', [3], 5)];
  return {
    name: 'student',
    inputs: { images: { shape: [2, 8, 8, 1], dtype: 'float32' } },
    variables: [filter, bias, kernel, offset],
    body: ({ images: x = tf.scalar(0) }) => {
      const sums = tf.add<tf.Tensor4D>(tf.conv2d(x as tf.Tensor4D, filter as tf.Variable<tf.Rank.R4>, 1, 'same'), bias);
      const pooled = tf.maxPool(tf.relu(sums), 2, 2, 'valid');
      return { logits: tf.add(tf.matMul(tf.reshape(pooled, [2, 64]), kernel), offset) };
    },
  };
}

describe('exportOnnx', () => {
  for (const name of testedEngines) {
    it(`gives a model with the weights in it, of the same logits, from ${name}`, async () => {
      const engine = await startEngine(name);
      const program = network(engine);
      const step = await engine.compile(program);
      const before = await step.run({ images: images.values });
      const session = await loaded.InferenceSession.create(await exportOnnx(engine, program));
      assert.deepEqual([session.inputNames, session.outputNames], [['images'], ['logits']]);
      const given = await session.run({ images: new loaded.Tensor('float32', images.values, [2, 8, 8, 1]) });
      const logits = given['logits']?.data as Float32Array;
      assert.equal(logits.length, 6);
      logits.forEach((value, index) => assert.ok(Math.abs(value - (before.logits?.[index] ?? 9)) < 1e-4));
      assert.deepEqual(await step.run({ images: images.values }), before, 'the engine goes on as before');
      await session.release();
      await engine.dispose();
    });
  }

  it('refuses a program that changes its weights', async () => {
    const { engine } = await createEngine({ preferred: 'onnx', threads: 1 });
    const weight = engine.variable('w', [1], Float32Array.of(1));
    const body = (): Record<string, tf.Tensor> => {
      weight.assign(tf.add(weight, 1));
      return { value: weight };
    };
    const program = { name: 'counting', inputs: {}, variables: [weight], body };
    await assert.rejects(exportOnnx(engine, program), /counting cannot be exported: it assigns 'w'/);
    await engine.dispose();
  });
});
