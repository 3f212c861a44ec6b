import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { createEngine } from '../../../../../src/engine';
import { normal, startEngine, testedEngines, type TestedEngine } from '../../agreement';
import { batch, images, training, width } from './small-step';

async function losses(name: TestedEngine, threads: number): Promise<number[]> {
  const { engine, weight, step } = await training(name, threads);
  const found: number[] = [];
  for (let index = 0; index < 30; index += 1) {
    const { loss } = await step.run({ images, rate: 0.1, temperature: 2, lossWeight: 1 });
    found.push(loss?.[0] ?? Number.NaN);
  }
  found.push(...(await engine.read(weight)));
  await engine.dispose();
  return found;
}

describe('a compiled step', () => {
  it('is traced once, whatever its schedule, temperature and weights', async () => {
    const { engine, step, traces } = await training('onnx', 1);
    const seen = new Set<number>();
    for (let index = 1; index <= 20; index += 1) {
      const fed = { images, rate: 0.1 / index, temperature: 1 + index / 4, lossWeight: 1 / index };
      seen.add((await step.run(fed)).loss?.[0] ?? Number.NaN);
    }
    assert.equal(traces(), 1);
    assert.equal(seen.size, 20, 'and the inputs have their effect');
    await engine.dispose();
  });

  for (const name of testedEngines) {
    it(`of ${name} gives the same numbers again, bit for bit`, async () => {
      const first = await losses(name, 2);
      assert.ok(first.every((value) => Number.isFinite(value)));
      assert.deepEqual(await losses(name, 2), first);
    });

    it(`of ${name} runs many times at once as one after the other, bit for bit`, async () => {
      const feeds = Array.from({ length: 12 }, (_, index) => {
        const values = normal([batch, width], 20 + index).values as Float32Array;
        return { images: values, rate: 0.1 / (index + 1), temperature: 1 + index / 4, lossWeight: 1 / (index + 1) };
      });
      const joined = new Float32Array(feeds.length * batch * width);
      const inOnePiece = feeds.map((feed, index) => {
        joined.set(feed.images, index * batch * width);
        return { ...feed, images: joined.subarray(index * batch * width, (index + 1) * batch * width) };
      });
      const run = async (counts: readonly number[], given = feeds): Promise<number[]> => {
        const { engine, weight, step } = await training(name, 2);
        const found: number[] = [];
        let place = 0;
        for (const count of counts) {
          for (const { loss } of await step.runAll(given.slice(place, place + count))) found.push(...(loss ?? []));
          place += count;
        }
        found.push(...(await engine.read(weight)));
        await engine.dispose();
        return found;
      };
      const apart = await run(feeds.map(() => 1));
      assert.equal(new Set(apart.slice(0, 12)).size, 12, 'each step has its own inputs');
      assert.deepEqual(await run([5, 1, 6]), apart);
      assert.deepEqual(await run([5, 1, 6], inOnePiece), apart, 'images lie behind one another in memory');
    });

    it(`of ${name} carries what it only writes and leaves what it only reads`, async () => {
      const engine = await startEngine(name);
      const [sum, last, factor] = [
        engine.variable('sum', [2], Float32Array.of(1, 2)),
        engine.variable('last', [2], new Float32Array(2)),
        engine.variable('factor', [], Float32Array.of(10)),
      ];
      const step = await engine.compile({
        name: 'sums',
        inputs: { x: { shape: [2], dtype: 'int32' } },
        variables: [sum, last, factor],
        body: ({ x }) => {
          const scaled = tf.mul(tf.cast(x ?? tf.scalar(0), 'float32'), factor);
          last.assign(scaled);
          sum.assign(tf.add(sum, scaled));
          return { total: tf.sum(sum) };
        },
      });
      const outputs = await step.runAll([{ x: Int32Array.of(1, 2) }, { x: Int32Array.of(3, 4) }]);
      assert.deepEqual(
        outputs.map(({ total }) => [...(total ?? [])]),
        [[33], [103]],
      );
      const values = await Promise.all([sum, last, factor].map(async (variable) => [...(await engine.read(variable))]));
      assert.deepEqual(values, [[41, 62], [30, 40], [10]]);
      await engine.dispose();
    });
  }

  it('says which input has the wrong size', async () => {
    const { engine, step } = await training('onnx', 1);
    const fed = { images: images.subarray(1), rate: 0.1, temperature: 2, lossWeight: 1 };
    await assert.rejects(step.run(fed), /small step: the input 'images' has 512 numbers, 511 were fed/);
    await engine.dispose();
  });
});

describe('the choice of an engine', () => {
  it('takes the fastest and rejects none where it starts', async () => {
    const { engine, rejected } = await createEngine({ preferred: 'auto' });
    assert.deepEqual([engine.name, rejected], ['onnx', []]);
    const cores = availableParallelism();
    assert.equal(engine.threads, cores > 2 ? cores - 1 : cores, 'one core is left to the editor');
    await engine.dispose();
  });

  it('says why an engine that was asked for cannot be started', async () => {
    const before = process.env['DISTILLERY_TENSORFLOW'];
    process.env['DISTILLERY_TENSORFLOW'] = '/nowhere';
    const expected =
      /the engine 'tensorflow' could not be started: @tensorflow\/tfjs-node is not installed \(install it/;
    try {
      await assert.rejects(createEngine({ preferred: 'tensorflow' }), expected);
    } finally {
      if (before === undefined) delete process.env['DISTILLERY_TENSORFLOW'];
      else process.env['DISTILLERY_TENSORFLOW'] = before;
    }
  });
});
