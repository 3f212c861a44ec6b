import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { sweepTable, type ComparableRun } from '../../../../src/comparison';
import { configSchema } from '../../../../src/config';

const common = {
  ...{ name: 'sweep', data: { set: 'mnist', validation: 5000 }, teacher: { model: { preset: 'mlp', hidden: [16] } } },
  student: { model: { preset: 'mlp', hidden: [8] } },
};

function makeRun(id: string, config: object, more: Partial<ComparableRun['manifest']> = {}): ComparableRun {
  const resolved = configSchema.parse({ ...common, ...config });
  const progress = {
    phase: 'student',
    step: 1,
    steps: 1,
    epoch: 1,
    epochs: 1,
    engine: '',
    accuracy: 0.9,
    errors: 90,
  } as const;
  return {
    ...{ id, folder: `/runs/${id}`, name: id, createdAt: 1, status: 'finished' },
    progress: { ...progress, count: 1000, seconds: 12 },
    manifest: {
      ...{ formatVersion: 1, id, name: id, createdAt: 1, config: resolved, configPath: '', configHash: '' },
      ...{ cacheFolder: '', versions: {}, ...more },
    },
  };
}

describe('the table of a sweep’s points', () => {
  const child = (index: number, config: object, seed = 1): ComparableRun =>
    makeRun(
      `sweep-${index}-s${seed}`,
      { ...config, seed },
      { parent: 'sweep', point: { index, stage: 'search' }, control: `control-${seed}` },
    );
  const over = {
    temperature: [4, { strategy: 'linear', from: 8, to: 1 }, { strategy: 'linear' }],
    'train.batchSize': [64, 128],
  };
  const sweep = makeRun('sweep', { sweep: { over } }, { kind: 'sweep' });

  it('knows whole strategies and short numbers by what became of them with their defaults', () => {
    const temperatures = [4, { strategy: 'linear', from: 8, to: 1 }, { strategy: 'linear', from: 6, to: 1 }];
    const runs = temperatures.map((temperature, index) => child(index, { temperature, train: { batchSize: 128 } }));
    const table = sweepTable(sweep, runs);
    assert.deepEqual(
      table?.settings[0]?.values.map(({ text }) => text),
      ['4', 'linear 8 1', 'linear'],
    );
    assert.deepEqual(
      table.points.map(({ values }) => values),
      [
        [0, 1],
        [1, 1],
        [2, 1],
      ],
    );
  });

  it('counts a control only where it was trained on the same data, and a run that has ended', () => {
    const control = makeRun('control-1', { loss: { hard: 1, soft: 0 } });
    const test = { sha256: 'a', count: 1000 };
    const changed = { ...control, progress: { ...control.progress, inputs: { test } } } as ComparableRun;
    const stopped: ComparableRun = { ...child(0, {}), status: 'stopped' };
    const found = (...runs: ComparableRun[]): unknown => sweepTable(sweep, runs)?.points[0]?.runs[0];
    assert.deepEqual(found(child(0, {}), control), {
      ...{ id: 'sweep-0-s1', status: 'finished', seed: 1, errors: 90, control: 90, seconds: 12 },
    });
    assert.deepEqual(found(child(0, {}), changed), {
      ...{ id: 'sweep-0-s1', status: 'finished', seed: 1, errors: 90, seconds: 12 },
    });
    assert.deepEqual(found(stopped, control), { id: 'sweep-0-s1', status: 'stopped', seed: 1 });
  });

  it('names settings that end alike by their whole paths, and passes over runs of other sweeps', () => {
    const both = makeRun(
      'both',
      { sweep: { over: { 'train.epochs': [1, 2], 'teacher.train.epochs': [1, 2] } } },
      { kind: 'sweep' },
    );
    const table = sweepTable(both, [child(0, {})]);
    assert.deepEqual(
      table?.settings.map(({ label }) => label),
      ['train.epochs', 'teacher.train.epochs'],
    );
    assert.deepEqual(table.points, []);
    assert.equal(sweepTable(makeRun('plain', {}), []), undefined);
  });
});
