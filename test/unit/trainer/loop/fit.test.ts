import assert from 'node:assert/strict';
import { configSchema, settingsOf } from '../../../../src/config';
import type { DataSet, Split } from '../../../../src/data';
import type { CompiledStep, Feeds, StepOutputs } from '../../../../src/engine';
import { TrainingFailure } from '../../../../src/trainer/context/failure';
import { fit, type FitOptions } from '../../../../src/trainer/loop/fit';
import { stepsPerLaunch } from '../../../../src/trainer/loop/steps-per-launch';

const count = 40;
const perEpoch = 10;

function dataSet(): DataSet {
  const split: Split = {
    count,
    images: Float32Array.from({ length: count }, (_, index) => index),
    labels: Int32Array.from({ length: count }, (_, index) => index % 2),
  };
  const parts = { train: split, validation: split, test: split };
  return { shape: [1, 1, 1], features: 1, classes: 2, ...parts, classCounts: [20, 20], hash: '' };
}

/** Runs what `fit` asks for on a step that counts; `seen` tells of everything in its order. */
async function fitted({ syncEvery, infiniteAt = Infinity }: { syncEvery?: number; infiniteAt?: number }): Promise<{
  readonly seen: string[];
  readonly groups: number[];
  readonly images: number[];
  readonly error: unknown;
}> {
  const written = configSchema.parse({
    ...{ name: 'fit', data: { set: 'mnist' }, student: { model: { preset: 'mlp', hidden: [4] } } },
    ...{ loss: { hard: 1, soft: 0 }, train: { epochs: 2, batchSize: 4 } },
  });
  const { train } = written;
  const [seen, groups, images]: [string[], number[], number[]] = [[], [], []];
  let step = 0;
  const one = (feeds: Feeds): StepOutputs => {
    step += 1;
    images.push(...(feeds['images'] as Float32Array));
    return {
      hard: Float32Array.of(1),
      soft: Float32Array.of(0),
      loss: Float32Array.of(step < infiniteAt ? 1 : Infinity),
    };
  };
  const compiled: CompiledStep = {
    run: () => Promise.reject(new Error('steps are run together')),
    runAll: (steps) => {
      groups.push(steps.length);
      return Promise.resolve(steps.map(one));
    },
    dispose: () => undefined,
  };
  const options: FitOptions = {
    ...{ step: compiled, dropoutSites: [], data: dataSet(), train, seed: 1, teachers: [], firstStep: 0, syncEvery },
    optimizer: { variables: [], scalarNames: [], scalarsAt: () => ({}), apply: () => undefined },
    examples: { indices: Int32Array.from({ length: count }, (_, index) => index) },
    objective: settingsOf(written),
    pause: () => Promise.resolve(),
    onStep: (result) => seen.push(`step ${result.step}`),
    onStateSynced: () => Promise.resolve(void seen.push('settled')),
    onEpoch: (epoch, last) => Promise.resolve(void seen.push(`epoch ${epoch} after ${last}`)),
  };
  const error: unknown = await fit(options).catch((thrown: unknown) => thrown);
  return { seen, groups, images, error };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('fit', () => {
  it('runs short steps together, and never beyond the end of an epoch', async () => {
    const { seen, groups, images } = await fitted({});
    assert.equal(groups[0], 1, 'how long a step takes is not known before the first');
    assert.ok(Math.max(...groups) > 1);
    assert.equal(sum(groups), 2 * perEpoch);
    const steps = seen.filter((event) => event !== 'settled');
    const epoch = (number: number): string[] =>
      Array.from({ length: perEpoch }, (_, index) => `step ${(number - 1) * perEpoch + index + 1}`);
    assert.deepEqual(steps, [...epoch(1), 'epoch 1 after 10', ...epoch(2), 'epoch 2 after 20']);
    const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
    const all = Array.from({ length: count }, (_, index) => index);
    assert.deepEqual(sorted(images.slice(0, count)), all, 'each example once in an epoch');
    assert.deepEqual(sorted(images.slice(count)), all);
    assert.notDeepEqual(images.slice(0, count), images.slice(count), 'in another order in each');
  });

  it('settles after each step at which a checkpoint is due', async () => {
    const { seen } = await fitted({ syncEvery: 3 });
    for (const due of [3, 6, 9, 12, 15, 18]) assert.equal(seen[seen.indexOf(`step ${due}`) + 1], 'settled', `${due}`);
  });

  it('tells of the steps before one that is not finite and keeps none of what was run with it', async () => {
    const { seen, error } = await fitted({ infiniteAt: 7 });
    assert.ok(error instanceof TrainingFailure);
    assert.match(error.message, /the loss term became Infinity at step 7/);
    assert.deepEqual(
      seen.filter((event) => event.startsWith('step')),
      Array.from({ length: 6 }, (_, index) => `step ${index + 1}`),
    );
    assert.notEqual(seen.at(-1), 'settled');
  });
});

describe('steps run together', () => {
  it('take a fifth of a second at most, and are one where one takes longer', () => {
    assert.deepEqual([undefined, 0.1, 5, 10, 30, 201, 2000].map(stepsPerLaunch), [1, 50, 40, 20, 6, 1, 1]);
  });
});
