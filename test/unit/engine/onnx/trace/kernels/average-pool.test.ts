import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { normal, startEngine, testedEngines, type Given } from '../../../agreement';

const image: Given = normal([2, 5, 4, 3], 1);

/** tfjs's own gradient counts the padding although its mean does not; the mean is linear, so Σ y·dy = Σ x·dx decides. */
describe('the gradient of a mean of windows that reach into the padding', () => {
  for (const [name, strides] of testedEngines.flatMap((one) => [[one, 1] as const, [one, 2] as const])) {
    it(`is the transpose of the mean on ${name}, strides ${strides}`, async () => {
      const engine = await startEngine(name);
      const pool = (x: tf.Tensor): tf.Tensor => tf.avgPool(x as tf.Tensor4D, 3, strides, 'same');
      const step = await engine.compile({
        name: 'average pool',
        inputs: { x: image, place: { shape: [], dtype: 'int32' } },
        variables: [],
        body: ({ x = tf.scalar(0), place = tf.scalar(0) }) => {
          const value = pool(x);
          const one: tf.Tensor = tf.oneHot(tf.cast(tf.reshape(place, [1]), 'int32'), value.size, 1, 0, 'float32');
          const dy = tf.reshape(one, value.shape);
          return { picked: tf.sum(tf.mul(value, dy)), along: tf.sum(tf.mul(x, tf.grad(pool)(x, dy))) };
        },
      });
      for (let place = 0; place < 12; place += 1) {
        const { picked, along } = await step.run({ x: image.values, place });
        assert.ok(
          Math.abs((picked?.[0] ?? 0) - (along?.[0] ?? 1)) < 1e-6,
          `${place}: ${picked?.[0]} and ${along?.[0]}`,
        );
      }
      await engine.dispose();
    });
  }
});
