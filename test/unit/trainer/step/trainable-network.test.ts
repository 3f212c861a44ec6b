import assert from 'node:assert/strict';
import type { Variable } from '@tensorflow/tfjs-core';
import { configSchema, settingsOf } from '../../../../src/config';
import type { DataSet } from '../../../../src/data';
import type { Engine } from '../../../../src/engine';
import { buildModel } from '../../../../src/models';
import { Generator, streams } from '../../../../src/random';
import { StopRequested } from '../../../../src/trainer/context/failure';
import { TrainableNetwork } from '../../../../src/trainer/step/trainable-network';

/** An engine that keeps the values of its variables, and nothing else. */
function keepingEngine(): { readonly engine: Engine; readonly values: Map<string, Float32Array> } {
  const values = new Map<string, Float32Array>();
  const variable = (name: string, shape: number[], first: Float32Array): unknown => {
    values.set(name, first);
    return { name, shape, size: first.length };
  };
  const write = ({ name }: Variable, next: Float32Array): Promise<void> => {
    values.set(name, next);
    return Promise.resolve();
  };
  return { engine: { variable, write } as unknown as Engine, values };
}

function configOf(hidden: readonly number[]): ReturnType<typeof configSchema.parse> {
  const student = { model: { preset: 'mlp', hidden, activation: 'relu' } };
  return configSchema.parse({ name: 'a', data: { set: 'mnist' }, student });
}

const input = [28, 28, 1];

function networkOf(hidden: readonly number[], engine: Engine): TrainableNetwork {
  const config = configOf(hidden);
  return new TrainableNetwork({
    engine,
    data: { shape: input, classes: 10 } as unknown as DataSet,
    network: { kind: 'described', architecture: config.student.model as never },
    ...{ phase: 'student', prefix: 's', seed: 1, optimizer: config.train.optimizer, objective: settingsOf(config) },
  });
}

describe('the first weights of a network', () => {
  it('are those of the seed, drawn one layer after another', async () => {
    const { engine, values } = keepingEngine();
    await networkOf([50, 1500], engine).drawFirstWeights(() => Promise.resolve());
    const generator = new Generator(1, streams.initialWeights.student);
    const atOnce = keepingEngine();
    buildModel(configOf([50, 1500]).student.model as never, {
      ...{ input, classes: 10, engine: atOnce.engine, prefix: 's' },
      nextNormal: () => generator.nextNormal(),
      nextUniform: () => generator.nextUniform(),
    });
    assert.ok(atOnce.values.size >= 6);
    for (const [name, expected] of atOnce.values) {
      assert.deepEqual(values.get(name), expected, name);
      if (expected.length > 1500) assert.notEqual(expected[7], 0);
    }
  });

  it('are drawn with pauses in which a request or a signal to stop is heard, which ends that', async () => {
    const { engine, values } = keepingEngine();
    const network = networkOf([2000, 2000], engine);
    let pauses = 0;
    let signal: NodeJS.Timeout | undefined;
    let isAsked = false;
    const pause = async (): Promise<void> => {
      pauses += 1;
      // As a signal's handler, which runs in a turn of the event loop.
      signal ??= setTimeout(() => (isAsked = true), 0);
      await new Promise((resolve) => setImmediate(resolve));
      if (isAsked) throw new StopRequested();
    };
    await assert.rejects(network.drawFirstWeights(pause), StopRequested);
    assert.ok(pauses >= 1);
    const last = [...values.values()].find(({ length }) => length === 2000 * 2000);
    assert.ok(last?.every((value) => value === 0) === true, 'the second layer was not drawn to its end');
  });
});
