import * as tf from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { assertBelow } from '../../../least';
import { testedEngines } from '../../../unit/engine/agreement';
import { images, training } from '../../../unit/engine/onnx/runtime/small-step';

describe('a compiled step', () => {
  for (const name of testedEngines) {
    it(`of ${name} holds no more memory after 1,000 steps`, async function () {
      this.timeout(60_000);
      const { engine, step } = await training(name, 1);
      const run = async (steps: number): Promise<void> => {
        for (let index = 0; index < steps; index += 1) {
          await step.run({ images, rate: 0.01, temperature: 2, lossWeight: 1 });
        }
      };
      try {
        await run(300);
        const tensors = tf.memory().numTensors;
        // A leak shows in each thousand; that the heap of all tests grows or is collected shows in one of them.
        await assertBelow(20, 'MB more', async () => {
          const resident = process.memoryUsage.rss();
          await run(1000);
          return (process.memoryUsage.rss() - resident) / 2 ** 20;
        });
        assert.equal(tf.memory().numTensors, tensors);
      } finally {
        await engine.dispose();
      }
    });
  }
});
