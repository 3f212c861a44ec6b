import assert from 'node:assert/strict';
import { configSchema, type ResolvedConfig } from '../../../src/config';
import { groupKey, groupOf, maxMembers } from '../../../src/coordinator/groups';

const configOf = (changes: object = {}): ResolvedConfig =>
  configSchema.parse({
    ...{ name: 'a', data: { set: 'mnist' }, student: { model: { preset: 'mlp', hidden: [30, 30] } } },
    ...{ teacher: { model: { preset: 'mlp', hidden: [40] } }, temperature: { strategy: 'constant', value: 4 } },
    ...changes,
  });
const train = (changes: object): object => ({ train: { epochs: 10, ...changes } });

describe('runs of a sweep', () => {
  it('train side by side where they differ in numbers alone', () => {
    const key = groupKey(configOf(train({})));
    assert.ok(key !== undefined);
    const alike = [
      configOf({ ...train({}), name: 'b', seed: 7 }),
      configOf({ ...train({}), temperature: { strategy: 'constant', value: 9 }, loss: { kind: 'kl', soft: 0.2 } }),
      configOf(train({ optimizer: { learningRate: 0.1 } })),
      configOf({ ...train({}), seed: 7, teacher: { model: { preset: 'mlp', hidden: [40] }, train: { seed: 7 } } }),
    ];
    for (const config of alike) assert.equal(groupKey(config), key);
  });

  it('train side by side in WebAssembly too, and not with those of another engine', () => {
    const [key, other] = ['wasm', 'onnx'].map((engine) => groupKey(configOf(train({ engine }))));
    assert.ok(key !== undefined && other !== undefined);
    assert.notEqual(key, other);
    assert.equal(groupKey(configOf({ ...train({ engine: 'wasm' }), seed: 7 })), key);
  });

  it('train by themselves, or with others, where they differ in more', () => {
    const key = groupKey(configOf(train({})));
    const others = {
      network: configOf({ ...train({}), student: { model: { preset: 'mlp', hidden: [31, 30] } } }),
      batches: configOf(train({ batchSize: 64 })),
      steps: configOf(train({ epochs: 11 })),
      data: configOf({ ...train({}), data: { set: 'mnist', limit: 100 } }),
      teacher: configOf({ ...train({}), teacher: { model: { preset: 'mlp', hidden: [41] } } }),
      strategy: configOf({ ...train({}), temperature: { strategy: 'linear', from: 4, to: 1 } }),
      decay: configOf(train({ optimizer: { weightDecay: 0.1 } })),
    };
    for (const [name, config] of Object.entries(others)) assert.notEqual(groupKey(config), key, name);
  });

  it('train by themselves where one graph has no form or no gain for them', () => {
    const alone = {
      cnn: configOf({ student: { model: { preset: 'cnn-small' } } }),
      wide: configOf({ student: { model: { preset: 'mlp', hidden: [300] } } }),
      eager: configOf(train({ engine: 'tensorflow' })),
      torch: configOf(train({ engine: 'torch' })),
      augmented: configOf(train({ augment: { jitter: 2 } })),
      file: configOf({ teacher: { model: { preset: 'file', path: 'teacher.onnx' } } }),
    };
    for (const [name, config] of Object.entries(alone)) assert.equal(groupKey(config), undefined, name);
  });

  it('are taken by seed where a seed has several, and no more than memory is for', () => {
    const of = (key: string | undefined, seed: number, count: number): { key: string | undefined; seed: number }[] =>
      Array.from({ length: count }, () => ({ key, seed }));
    const bySeed = [...of('a', 1, 3), ...of('a', 2, 4), ...of('a', 1, 2)];
    assert.deepEqual(groupOf(bySeed), of('a', 1, 5));
    assert.equal(groupOf([...of('a', 1, 1), ...of('b', 1, 3), ...of('a', 2, 1)]).length, 2);
    assert.equal(groupOf(of('a', 1, 100)).length, maxMembers);
    assert.equal(groupOf(of(undefined, 1, 5)).length, 1);
    assert.deepEqual(groupOf([]), []);
  });
});
