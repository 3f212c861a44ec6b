import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import type { CompiledStep, Engine, Feeds } from '../../../../../src/engine';
import { normal, startEngine, testedEngines, type TestedEngine } from '../../agreement';

/** Variables of several shapes, of which those of a list are carried as one. */
const shapes: readonly (readonly number[])[] = [[4, 3], [3], [3, 2], [2]];
const states = ['weight', 'first', 'second'] as const;

interface Learning {
  readonly engine: Engine;
  readonly variables: readonly tf.Variable[];
  readonly steps: readonly CompiledStep[];
}

/** The weights at these places learn by Adam, in one step. */
async function learning(name: TestedEngine, places: readonly (readonly number[])[]): Promise<Learning> {
  const engine = await startEngine(name, 1);
  const variables = shapes.flatMap((shape, place) => {
    return states.map((state, role) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const first = state === 'weight' ? normal(shape, place + 10 * role).values : new Float32Array(size);
      return engine.variable(`${state}${place}`, shape, first as Float32Array);
    });
  });
  const steps: CompiledStep[] = [];
  for (const own of places) steps.push(await engine.compile(programOf(own, variables)));
  return { engine, variables, steps };
}

function programOf(places: readonly number[], variables: readonly tf.Variable[]): Parameters<Engine['compile']>[0] {
  const triples = places.map((place) => variables.slice(3 * place, 3 * place + 3));
  return {
    name: `Adam on ${places.join()}`,
    inputs: { rate: { shape: [], dtype: 'float32' } },
    variables: triples.flat(),
    body: ({ rate = tf.scalar(0) }) => {
      const sums = triples.map(([weight, first, second]) => {
        if (weight === undefined || first === undefined || second === undefined) throw new Error('no such weight');
        // A gradient that is no operation element by element, and reads the weight.
        const gradient = tf.softmax(weight);
        const next = [tf.add(tf.mul(first, 0.9), gradient), tf.add(tf.mul(second, 0.99), tf.square(gradient))] as const;
        const direction: tf.Tensor = tf.div(next[0], tf.add(tf.sqrt(next[1]), 1e-8));
        weight.assign(tf.sub(weight, tf.mul(rate, direction)));
        first.assign(next[0]);
        second.assign(next[1]);
        return tf.sum(gradient);
      });
      return { sum: tf.addN(sums) };
    },
  };
}

const feeds = (count: number): readonly Feeds[] =>
  Array.from({ length: count }, (_, index) => ({ rate: 0.1 / (index + 1) }));

async function valuesOf({ engine, variables }: Learning): Promise<number[][]> {
  const values: number[][] = [];
  for (const variable of variables) values.push([...(await engine.read(variable))]);
  return values;
}

/** All weights in one step, or a step for each. */
const together = [[0, 1, 2, 3]];
const apart = [[0], [1], [2], [3]];

describe('small variables in one list', () => {
  for (const name of testedEngines) {
    it(`learn on ${name} what they learn each by itself, bit for bit`, async function () {
      this.timeout(20_000);
      const found: number[][][] = [];
      for (const places of [together, apart]) {
        const own = await learning(name, places);
        for (const step of own.steps) await step.runAll(feeds(5));
        found.push(await valuesOf(own));
        await own.engine.dispose();
      }
      assert.deepEqual(found[0], found[1]);
      assert.equal(new Set(found.flat(2)).size > 60, true, 'all of them have moved');
    });
  }

  it('are written and read between launches, each by itself', async () => {
    const own = await learning('onnx', together);
    const [step] = own.steps;
    const [, , , bias] = own.variables;
    if (step === undefined || bias === undefined) throw new Error('nothing was compiled');
    await step.runAll(feeds(3));
    const before = await valuesOf(own);
    await own.engine.write(bias, Float32Array.of(1, 2, 3));
    before[3] = [1, 2, 3];
    assert.deepEqual(await valuesOf(own), before, 'the others stay');
    await step.runAll([{ rate: 0 }]);
    assert.deepEqual([...(await own.engine.read(bias))], [1, 2, 3], 'a step goes on from it');
    await own.engine.dispose();
  });

  it('may be changed by another step, in another list or by themselves', async () => {
    const found: number[][][] = [];
    const orders = [
      { places: [...together, [3, 2, 1], [0]], launched: [0, 1, 2, 0] },
      { places: apart, launched: [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3] },
    ];
    for (const { places, launched } of orders) {
      const own = await learning('onnx', places);
      for (const step of launched) await own.steps[step]?.runAll(feeds(2));
      found.push(await valuesOf(own));
      await own.engine.dispose();
    }
    assert.deepEqual(found[0], found[1]);
  });
});
