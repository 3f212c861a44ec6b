import assert from 'node:assert/strict';
import {
  describeSiblings,
  formatAge,
  formatDay,
  formatMarks,
  formatMoment,
  formatRunLabel,
  formatRunOfSweep,
} from '../../../src/wording';

const at = (text: string): number => new Date(text).getTime();
const now = at('2026-11-24T15:00:00');

/** A config as a manifest has it. */
const config = (changes: Readonly<Record<string, unknown>> = {}): object => ({
  ...{ name: 'small', seed: 1, data: { format: 'mnist' } },
  teacher: { model: { preset: 'mlp', hidden: [1200] } },
  student: { model: { preset: 'mlp', hidden: [300] } },
  temperature: { strategy: 'linear', from: 8, to: 1 },
  ...changes,
});
const labels = (...settings: object[]): string[] =>
  describeSiblings(
    settings.map((one, index) => ({ settings: one, createdAt: at('2026-11-24T14:02:00') + 1000 * index })),
    now,
  );

describe('the label of a run', () => {
  it('is its name where no other run has it', () => {
    assert.deepEqual(labels(config()), ['']);
    assert.equal(formatRunLabel({ name: 'small' }), 'small');
    assert.equal(formatRunLabel({ name: 'small', difference: '' }), 'small');
    assert.equal(formatRunLabel({ name: 'small', difference: 'confidence, seed 2' }), 'small · confidence, seed 2');
  });

  it('names the settings that differ, the seed last', () => {
    const other = config({ seed: 2, temperature: { strategy: 'confidence', low: 0.5 } });
    assert.deepEqual(labels(config(), other), ['linear, seed 1', 'confidence, seed 2']);
    assert.deepEqual(labels(config(), config({ seed: 2 })), ['seed 1', 'seed 2']);
  });

  it('names a parameter of a strategy only among runs of that strategy', () => {
    const constant = (value: number): object => config({ temperature: { strategy: 'constant', value } });
    assert.deepEqual(labels(constant(4), constant(8)), ['T 4', 'T 8']);
    assert.deepEqual(labels(constant(4), constant(8), config()), ['constant, T 4', 'constant, T 8', 'linear']);
  });

  it('calls a run without a teacher so, and writes lists, switches and long texts in short', () => {
    const alone = config({ teacher: undefined });
    assert.deepEqual(labels(config(), alone), ['teacher mlp', 'no teacher']);
    const hidden = config({ student: { model: { preset: 'mlp', hidden: [300, 100] } } });
    assert.deepEqual(labels(config(), hidden), ['hidden 300', 'hidden 300-100']);
    const flipped = (flip: boolean): object => config({ data: { format: 'mnist', augment: { flip } } });
    assert.deepEqual(labels(flipped(true), flipped(false)), ['flip', 'no flip']);
    const table = (name: string): object =>
      config({ data: { format: 'table', path: `a/very/long/path/of/${name}.csv` } });
    const [long] = labels(table('some/table'), table('other/table'), config());
    assert.equal(long, 'table, path …/path/of/some/table.csv');
  });

  it('counts settings beyond a handful, and keeps the seed', () => {
    const many = { train: { epochs: 3, batchSize: 32 }, loss: { soft: 0.5, hard: 0.5 }, seed: 2 };
    assert.equal(labels(config(many), config())[0], 'soft 0.5, 3 more, seed 2');
  });

  it('adds the time where nothing else tells runs apart, with seconds or a number where that is alike too', () => {
    assert.deepEqual(labels(config(), config()), ['14:02:00', '14:02:01']);
    const twice = { settings: config(), createdAt: at('2026-11-20T09:00:00') };
    assert.deepEqual(describeSiblings([twice, twice], now), ['Fri 09:00:00 (1)', 'Fri 09:00:00 (2)']);
    const later = { settings: config(), createdAt: at('2026-11-24T14:02:00') };
    assert.deepEqual(describeSiblings([twice, later], now), ['Fri 09:00', '14:02']);
    assert.deepEqual(labels(config(), config(), config({ seed: 2 })), [
      'seed 1, 14:02:00',
      'seed 1, 14:02:01',
      'seed 2',
    ]);
  });

  it('tells 2,000 runs of one name apart', () => {
    const runs = Array.from({ length: 2000 }, (_, index) => ({
      settings: config({ seed: index, temperature: { strategy: index % 2 ? 'linear' : 'constant', from: index } }),
      createdAt: now,
    }));
    assert.equal(new Set(describeSiblings(runs, now)).size, 2000);
  });
});

describe('a run below its sweep', () => {
  for (const [name, sweep, shown] of [
    ['slow temperature 8, hidden 128-64, soft 0.9, seed 1', 'slow', 'T 8, hidden 128-64, soft 0.9, seed 1'],
    ['slow temperature linear 8 1, seed 2 control', 'slow', 'temperature linear 8 1, seed 2 control'],
    ['slow soft 0.5, temperature 0.5, seed 2', 'slow', 'soft 0.5, T 0.5, seed 2'],
    ['slower still', 'slow', 'slower still'],
    ['my best one', 'slow', 'my best one'],
  ] as const)
    it(`${name} is ${shown}`, () => assert.equal(formatRunOfSweep(name, sweep), shown));
});

describe('moments', () => {
  it('are written by the local calendar', () => {
    assert.equal(formatMoment(at('2026-11-24T00:00:01'), now), '00:00');
    assert.equal(formatMoment(at('2026-11-23T23:59:00'), now), 'Mon 23:59');
    assert.equal(formatMoment(at('2026-11-03T07:05:09'), now, 'seconds'), '3 Nov 07:05:09');
    assert.equal(formatMoment(at('2025-11-24T15:00:00'), now), '24 Nov 2025 15:00');
    assert.equal(formatMoment(Number.NaN, now), '–');
  });
  it('are days as a person calls them', () => {
    assert.equal(formatDay(at('2026-11-24T00:00:01'), now), 'today');
    assert.equal(formatDay(at('2026-11-23T23:59:00'), now), 'yesterday');
    assert.equal(formatDay(at('2026-11-18T12:00:00'), now), 'on Wednesday');
    assert.equal(formatDay(at('2026-11-17T12:00:00'), now), 'on 17 Nov');
  });
  it('are ages in one unit', () => {
    const ago = (ms: number): string => formatAge(now - ms, now);
    assert.deepEqual([59e3, 61e3, 7.2e6, 2 * 86_400e3].map(ago), ['just now', '1 min ago', '2 h ago', '2 d ago']);
    assert.equal(ago(8 * 86_400e3), '16 Nov');
  });
});

describe('marks in a line', () => {
  it('are those that are set, a long note cut to its first line', () => {
    assert.equal(formatMarks(), '');
    assert.equal(formatMarks({ star: true, tags: ['best', 'slow'], baseline: true }), '★ · baseline · #best #slow');
    assert.equal(formatMarks({ archived: true, note: 'one\ntwo' }), 'archived · one');
    assert.equal(formatMarks({ note: 'x'.repeat(80) }), `${'x'.repeat(59)}…`);
  });
});
