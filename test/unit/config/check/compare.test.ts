import assert from 'node:assert/strict';
import { compareConfigs, configSchema, type ResolvedConfig } from '../../../../src/config';

const mlp = { preset: 'mlp', hidden: [40] };
const config = (written: object): ResolvedConfig =>
  configSchema.parse({
    name: 'a',
    data: { set: 'mnist' },
    student: { model: mlp },
    teacher: { model: mlp },
    ...written,
  });

describe('compareConfigs', () => {
  const cases: [title: string, one: object, other: object, paths: string[], warnings: RegExp[]][] = [
    ['nothing', {}, { name: 'b' }, [], []],
    ['the seed alone', {}, { seed: 2 }, ['seed'], []],
    ['one temperature', { temperature: 4 }, { temperature: 8 }, ['temperature.value'], []],
    [
      'a strategy and its parameters, which are one setting',
      { temperature: 4 },
      { temperature: { strategy: 'linear', from: 8, to: 2 } },
      ['temperature.strategy', 'temperature.value', 'temperature.from', 'temperature.to'],
      [],
    ],
    [
      'weights together with T',
      { temperature: 4, loss: { hard: 0.1, soft: 0.9 } },
      { temperature: 8, loss: { hard: 0.5, soft: 0.5 } },
      ['temperature.value', 'loss.hard', 'loss.soft'],
      [/^the temperature and loss\.hard and loss\.soft differ together/, /^3 settings differ: a gain cannot/],
    ],
    [
      'two other settings',
      {},
      { train: { epochs: 3, batchSize: 64 } },
      ['train.epochs', 'train.batchSize'],
      [/^2 settings differ/],
    ],
  ];
  for (const [title, one, other, paths, warnings] of cases) {
    it(`finds ${title}`, () => {
      const found = compareConfigs([config(one), config(other)]);
      assert.deepEqual(found.differences.map(({ path }) => path).sort(), [...paths].sort());
      assert.equal(found.warnings.length, warnings.length, found.warnings.join());
      warnings.forEach((pattern, index) => assert.match(found.warnings[index] ?? '', pattern));
    });
  }
  it('gives the values of each, undefined where a key is not there', () => {
    const { differences } = compareConfigs([config({ temperature: 4 }), config({ temperature: { strategy: 'std' } })]);
    assert.deepEqual(differences.find(({ path }) => path === 'temperature.k')?.values, [undefined, 2]);
  });
});
