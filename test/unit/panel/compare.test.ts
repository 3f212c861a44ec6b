import assert from 'node:assert/strict';
import { configSchema } from '../../../src/config/schema/schema';
import { comparisonMessage } from '../../../src/panel/compare/compare-runs';
import { readCompareRequest } from '../../../src/panel/messages';
import { newProgress, type RunManifest, type RunSummary } from '../../../src/runs';

type Known = RunSummary & { readonly manifest: RunManifest };

function run(id: string, errors: number | undefined, changes: Record<string, unknown> = {}): Known {
  const config = configSchema.parse({
    name: 'small',
    data: { set: 'mnist' },
    teacher: { model: { preset: 'mlp', hidden: [16] } },
    student: { model: { preset: 'mlp', hidden: [8] } },
    ...changes,
  });
  const about = {
    formatVersion: 1,
    id,
    name: 'small',
    createdAt: 1,
    configPath: '',
    configHash: '',
    cacheFolder: '',
  } as const;
  const done = errors === undefined ? {} : { errors, accuracy: 1 - errors / 10_000, count: 10_000, seconds: 10 };
  return {
    ...{ id, folder: `/${id}`, name: 'small', createdAt: 1, status: errors === undefined ? 'running' : 'finished' },
    progress: { ...newProgress(), ...done },
    manifest: { ...about, config, versions: {} },
  };
}
const at = (temperature: number): Record<string, unknown> => ({
  temperature: { strategy: 'constant', value: temperature },
});

describe('runs beside each other', () => {
  const one = run('one', 150, at(4));
  const other = run('other', 120, at(8));

  it('show only settings that differ, and results against the baseline', () => {
    const { settings, results, warnings, runs } = comparisonMessage([one, other], 'one', []);
    assert.deepEqual(
      settings.map(({ label, cells }) => [label, ...cells.map(({ text }) => text)]),
      [['temperature.value', '4', '8']],
    );
    const errors = results.find(({ label }) => label === 'test errors')?.cells;
    assert.deepEqual(errors, [
      { text: '150', delta: '', tone: 'same' },
      { text: '120', delta: '−30', tone: 'better' },
    ]);
    const accuracy = results.find(({ label }) => label === 'accuracy')?.cells[1];
    assert.deepEqual(accuracy, { text: '98.80 %', delta: '+0.30 points', tone: 'better' });
    assert.deepEqual([warnings, runs.map(({ id }) => id)], [[], ['one', 'other']]);
    const turned = comparisonMessage([one, other], 'other', []);
    assert.deepEqual(turned.results[0]?.cells[0], { text: '150', delta: '+30', tone: 'worse' });
  });

  it('show the inputs whose contents differ, with as many digits as tell them apart', () => {
    const on = (id: string, digits: string): Known => {
      const { progress, ...rest } = run(id, 150);
      const test = { sha256: digits.padEnd(64, '0'), count: 9 };
      return { ...rest, progress: { ...progress, inputs: { test, labels: 'a'.repeat(64) } } };
    };
    const { settings, warnings } = comparisonMessage([on('one', '1a2b'), on('two', '1a2b0000c')], 'one', []);
    assert.deepEqual(
      settings.map(({ label, cells }) => [label, ...cells.map(({ text }) => text)]),
      [['data: test', '1a2b00000', '1a2b0000c']],
    );
    assert.deepEqual(warnings, ['The test data differ: errors on one are not errors on the other.']);
  });

  it('warn when a gain cannot be put down to one setting', () => {
    const both = run('both', 100, { ...at(8), loss: { kind: 'kl', hard: 0.5, soft: 0.5 } });
    const { warnings } = comparisonMessage([one, both], 'one', []);
    assert.equal(warnings.at(-1), '3 settings differ: a gain cannot be attributed to one of them.');
    assert.match(
      comparisonMessage([one, other, both], 'one', []).warnings[0] ?? '',
      /^both: the temperature and loss\.hard/,
    );
  });

  it('take seeds for repeats: mean and sample standard deviation', () => {
    const seeds = [121, 122, 131].map((errors, place) => run(`s${place}`, errors, { ...at(4), seed: place + 1 }));
    const { repeats, warnings, settings } = comparisonMessage([...seeds, other], 's0', []);
    // The mean of 121, 122 and 131 is 124.67; the squares about it sum to 60.67, half of which has the root 5.51.
    assert.deepEqual(repeats, [{ label: 'small, seeds 1, 2, 3', result: '124.7 ± 5.5 test errors over 3 runs' }]);
    assert.deepEqual(warnings, []);
    assert.deepEqual(
      settings.map(({ label }) => label),
      ['seed', 'temperature.value'],
    );
  });

  it('hold no validation figure against one of the test split', () => {
    const validated = (id: string, accuracy: number): Known => {
      const known = run(id, undefined, at(2));
      return { ...known, progress: { ...known.progress, accuracy } };
    };
    const texts = (runs: readonly Known[]): string[][] =>
      comparisonMessage(runs, runs[0]?.id ?? '', []).results.flatMap(({ label, cells }) =>
        label === 'accuracy' ? cells.map(({ text, delta }) => [text, delta]) : [],
      );
    assert.deepEqual(texts([one, validated('half', 0.99)]), [
      ['98.50 %', ''],
      ['99.00 % on validation', ''],
    ]);
    assert.deepEqual(texts([validated('first', 0.98), validated('second', 0.99)]), [
      ['98.00 % on validation', ''],
      ['99.00 % on validation', '+1.00 points'],
    ]);
  });

  it('leave out what nobody has reached, and offer the other runs', () => {
    const { results, others } = comparisonMessage([run('new', undefined)], 'gone', [one, run('new', undefined)]);
    assert.deepEqual([results, others], [[], [{ id: 'one', name: 'small', status: 'finished' }]]);
  });

  for (const request of [null, { type: 'compare' }, { type: 'compare', runIds: [1], baseline: '' }, { type: 'x' }]) {
    it(`are not asked for by ${JSON.stringify(request)}`, () => assert.equal(readCompareRequest(request), undefined));
  }
});
