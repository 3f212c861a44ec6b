import assert from 'node:assert/strict';
import { configSchema } from '../../../../src/config';
import type { DataSet } from '../../../../src/data';
import type { Engine } from '../../../../src/engine';
import { settingsOf } from '../../../../src/config';
import { StopRequested } from '../../../../src/trainer/context/failure';
import { TrainableNetwork } from '../../../../src/trainer/step/trainable-network';

describe('the first weights of a large network', () => {
  it('are drawn with looks for a request to stop, which ends that', () => {
    const config = configSchema.parse({
      ...{ name: 'a', data: { set: 'mnist' } },
      student: { model: { preset: 'mlp', hidden: [2000, 2000] } },
    });
    const drawn: number[] = [];
    const variable = (_name: string, shape: number[], values: Float32Array): unknown => {
      drawn.push(values.length);
      return { shape, size: values.length };
    };
    let looks = 0;
    const build = (): unknown =>
      new TrainableNetwork({
        engine: { variable } as unknown as Engine,
        data: { shape: [28, 28, 1], classes: 10 } as unknown as DataSet,
        network: { kind: 'described', architecture: config.student.model as never },
        ...{ phase: 'student', prefix: 's', seed: 1, optimizer: config.train.optimizer, objective: settingsOf(config) },
        throwIfStopped: () => {
          looks += 1;
          if (looks === 2) throw new StopRequested();
        },
      });
    assert.throws(build, StopRequested);
    assert.equal(looks, 2);
    assert.ok(!drawn.includes(2000 * 2000), 'the second layer was not drawn to its end');
  });
});
