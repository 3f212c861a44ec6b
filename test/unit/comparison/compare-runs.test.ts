import assert from 'node:assert/strict';
import {
  compareRuns,
  findSameRun,
  formatMeasure,
  formatMeasureSize,
  repeatsAmong,
  type ComparableRun,
} from '../../../src/comparison';
import { configSchema } from '../../../src/config/schema/schema';
import { newProgress, type RunInputs } from '../../../src/runs';

function run(id: string, errors: number | undefined, changes: Record<string, unknown> = {}): ComparableRun {
  const mlp = { preset: 'mlp', hidden: [8] };
  const base = { name: 'small', data: { set: 'mnist' }, teacher: { model: mlp }, student: { model: mlp } };
  const about = {
    formatVersion: 1,
    id,
    name: 'small',
    createdAt: 1,
    configPath: '',
    configHash: '',
    cacheFolder: '',
  } as const;
  const done = errors === undefined ? {} : { errors, accuracy: 1 - errors / 10_000, count: 10_000, seconds: 119.6 };
  return {
    ...{ id, folder: `/${id}`, name: 'small', createdAt: 1, status: errors === undefined ? 'running' : 'finished' },
    progress: { ...newProgress(), ...done },
    manifest: { ...about, config: configSchema.parse({ ...base, ...changes }), versions: {} },
  };
}

describe('a comparison of runs', () => {
  it('holds the settings that differ, and what any of them has reached', () => {
    const runs = [run('one', 150, { temperature: 4 }), run('new', undefined, { temperature: 8 })];
    const { settings, results, splits, warnings } = compareRuns(runs);
    assert.deepEqual(settings, [{ path: 'temperature.value', values: [4, 8] }]);
    assert.deepEqual(
      results.map(({ name, values }) => [name, ...values]),
      [
        ['testErrors', 150, undefined],
        ['errors', 150, undefined],
        ['accuracy', 0.985, undefined],
        ['time', 119.6, undefined],
      ],
    );
    assert.deepEqual([splits, warnings], [['test', undefined], []]);
  });

  it('finds the run that a config with its seed has had, under any name, and no other', () => {
    const seeded = run('seeded', 150, { seed: 2, name: 'other', control: true });
    const runs = [run('new', undefined, { seed: 2 }), seeded, run('older', 151, { seed: 2 }), run('one', 150)];
    const { config } = run('wanted', undefined, { seed: 2 }).manifest;
    assert.equal(findSameRun(config, runs)?.id, 'seeded');
    assert.equal(findSameRun({ ...config, seed: 3 }, runs), undefined);
    const mixed = { ...seeded, progress: { ...seeded.progress, inputs: {}, hasUnrecordedInputs: true as const } };
    assert.equal(findSameRun(config, [mixed]), undefined);
  });

  it('names what keeps a gain from being put down to one setting', () => {
    const loss = { kind: 'kl', hard: 0.5, soft: 0.5 };
    const { warnings } = compareRuns([run('one', 1, { temperature: 4 }), run('both', 2, { temperature: 8, loss })]);
    assert.equal(warnings.at(-1), '3 settings differ: a gain cannot be attributed to one of them');
  });

  it('says where an early stop has ended trainings at different epochs', () => {
    const trained = (id: string, epochs: number, early?: number): ComparableRun => {
      const one = run(id, 10);
      const stoppedEarly = early === undefined ? {} : { stoppedEarly: { epoch: early, patience: 5 } };
      return { ...one, progress: { ...one.progress, epochs, ...stoppedEarly } };
    };
    const said = 'training ended at different epochs: a after 12 (early), b after 40';
    assert.deepEqual(compareRuns([trained('a', 40, 12), trained('b', 40)]).warnings, [said]);
    assert.deepEqual(compareRuns([trained('a', 40, 12), trained('b', 40, 12)]).warnings, []);
    assert.deepEqual(compareRuns([trained('a', 20), trained('b', 40)]).warnings, []);
  });

  it('takes runs that differ in their seeds alone for repeats, but none that is still at work', () => {
    const seeds = [121, 122, 131].map((errors, place) => run(`s${place}`, errors, { seed: place + 1 }));
    const [repeats, ...more] = repeatsAmong([...seeds, run('other', 1, { temperature: 8 }), run('new', undefined)]);
    assert.deepEqual([repeats?.runs.map(({ id }) => id), more], [['s0', 's1', 's2'], []]);
    // The mean of 121, 122 and 131 is 124.67; the squares about it sum to 60.67, half of which has the root 5.51.
    assert.ok(Math.abs((repeats?.mean ?? 0) - 374 / 3) < 1e-9 && Math.abs((repeats?.deviation ?? 0) - 5.5076) < 1e-4);
  });

  it('names the inputs whose contents differ, and takes no runs on other data for repeats', () => {
    const inputs = (train: string): RunInputs => ({
      train: { sha256: train.repeat(32), count: 9 },
      labels: 'ab'.repeat(32),
    });
    const on = (id: string, train: string): ComparableRun => {
      const one = run(id, 100, { seed: Number(id.slice(1)) });
      return { ...one, progress: { ...one.progress, inputs: inputs(train) } };
    };
    const runs = [on('s1', '1a'), on('s2', '1a'), on('s3', '3c')];
    const compared = compareRuns(runs);
    assert.deepEqual(compared.inputs, [
      { input: 'data: train', values: ['1a'.repeat(32), '1a'.repeat(32), '3c'.repeat(32)] },
    ]);
    assert.deepEqual(
      repeatsAmong(runs).map((group) => group.runs.map(({ id }) => id)),
      [['s1', 's2']],
    );
    const [one, other] = [on('s1', '1a'), run('s2', 90, { temperature: 8 })];
    const both = compareRuns([one, { ...other, progress: { ...other.progress, inputs: inputs('3c') } }]);
    assert.ok(
      both.warnings.includes('data: train differs beside the settings: a gain cannot be attributed to a setting'),
    );
    const limited = run('s3', 90, { data: { set: 'mnist', train: 100 } });
    const explained = compareRuns([one, { ...limited, progress: { ...limited.progress, inputs: inputs('3c') } }]);
    assert.deepEqual(explained.warnings, [], 'another limit is other data');
    const { inputs: none, warnings } = compareRuns([on('s1', '1a'), run('old', 1, { seed: 2 })]);
    assert.deepEqual(
      [none, warnings],
      [[], ['old did not record data and teachers, so they are not compared by content']],
    );
  });

  it('is written in the units of its measures, a difference of percentages in points', () => {
    assert.equal(formatMeasure({ unit: 'share' }, 0.985), '98.50 %');
    assert.equal(formatMeasureSize({ unit: 'share' }, 0.003, 0.985), '0.30 points');
    assert.equal(formatMeasure({ unit: 'seconds' }, 119.6), '2 min');
    assert.equal(formatMeasure({ unit: 'count' }, undefined), '–');
  });
});
