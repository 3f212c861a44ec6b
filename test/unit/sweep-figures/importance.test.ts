import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { importanceOf, parallelCoordinates, type SweepTable, type SweptSetting } from '../../../src/sweep-figures';
import { cpuTime } from '../../growth';
import { assertBelow } from '../../least';

interface Case {
  readonly settings: readonly { readonly name: string; readonly isLog: boolean }[];
  readonly points: readonly { readonly params: Readonly<Record<string, number | string>>; readonly value: number }[];
  /** Importances by the evaluator of Optuna. */
  readonly fanova: Readonly<Record<string, number>>;
}
const file = readFileSync('test/fixtures/sweeps/importance.json', 'utf8');
const { cases } = JSON.parse(file) as { readonly cases: Readonly<Record<string, Case>> };

/** A table of points with one run each, in the order in which they were drawn. */
function tableOf({ settings, points }: Pick<Case, 'settings' | 'points'>): SweepTable {
  const swept = settings.map(({ name, isLog }): SweptSetting => {
    const values = [...new Set(points.map(({ params }) => params[name] ?? ''))];
    const made = values.map((value) =>
      typeof value === 'number' ? { text: String(value), number: value } : { text: value },
    );
    return { path: name, label: name, isLog, values: made };
  });
  const indexOf = (setting: number, value: number | string | undefined): number =>
    swept[setting]?.values.findIndex(({ text }) => text === String(value)) ?? -1;
  return {
    goal: { label: 'NLL', unit: 'nats', better: -1 },
    settings: swept,
    points: points.map(({ params, value }, index) => ({
      ...{ index, stage: 'search', planned: 1 },
      values: settings.map(({ name }, at) => indexOf(at, params[name])),
      runs: [{ id: `run-${index}`, seed: 1, status: 'finished', goal: value }],
    })),
  };
}

describe('the importance of settings', function () {
  this.timeout(20_000);
  for (const [name, one] of Object.entries(cases)) {
    it(`is that of Optuna's analysis of variance, but for the chance of its forest: ${name}`, () => {
      const found = importanceOf(tableOf(one), 'goal') ?? [];
      assert.equal(found.length, one.settings.length);
      const sum = found.reduce((total, { share }) => total + share, 0);
      assert.ok(Math.abs(sum - 1) < 1e-12, `${sum}`);
      for (const { label, share } of found) {
        const theirs = one.fanova[label] ?? NaN;
        assert.ok(Math.abs(share - theirs) < 0.06, `${label}: ours ${share}, theirs ${theirs}`);
      }
      assert.deepEqual(
        found.map(({ share }) => share),
        found.map(({ share }) => share).sort((a, b) => b - a),
      );
    });
  }

  it('is the same each time, and shown from 30 runs and two settings on', () => {
    const { bowl } = cases;
    assert.ok(bowl !== undefined);
    const first = (count: number): SweepTable => tableOf({ ...bowl, points: bowl.points.slice(0, count) });
    assert.deepEqual(importanceOf(first(30), 'goal'), importanceOf(first(30), 'goal'));
    assert.equal(importanceOf(first(29), 'goal'), undefined);
    assert.equal(importanceOf(tableOf({ ...bowl, settings: bowl.settings.slice(0, 1) }), 'goal'), undefined);
  });

  it('is of no setting where all results are the same', () => {
    const { bowl } = cases;
    assert.ok(bowl !== undefined);
    const flat = tableOf({ ...bowl, points: bowl.points.map((point) => ({ ...point, value: 1 })) });
    assert.deepEqual(
      importanceOf(flat, 'goal')?.map(({ share }) => share),
      [0, 0],
    );
  });

  it('takes a time that does not grow with the largest sweeps', async () => {
    const points = Array.from({ length: 10_000 }, (_, at) => ({
      params: { a: (at * 0.618) % 1, b: (at * 0.414) % 1, c: (at * 0.732) % 1 },
      value: (at * 0.618) % 1,
    }));
    const table = tableOf({
      settings: ['a', 'b', 'c'].map((name) => ({ name, isLog: false })),
      points: points.slice(0, 2000),
    });
    let label: string | undefined;
    await assertBelow(10_000, 'ms', () => cpuTime(() => (label = importanceOf(table, 'goal')?.[0]?.label)));
    assert.equal(label, 'a');
  });
});

describe('parallel coordinates', () => {
  it('have an axis for each setting and the figure, and each point on all of them, the best last', () => {
    const points = [1, 10, 100].map((a, at) => ({ params: { a, kind: at === 1 ? 'kl' : 'mse' }, value: 3 - at }));
    const settings = [
      { name: 'a', isLog: true },
      { name: 'kind', isLog: false },
    ];
    const { axes, lines } = parallelCoordinates({ ...tableOf({ settings, points }), best: 2 }, 'goal');
    assert.deepEqual(
      axes.map(({ label }) => label),
      ['a', 'kind', 'NLL'],
    );
    assert.deepEqual(
      lines.map(({ point, strength, isBest }) => [point, strength, isBest]),
      [
        [0, 0, false],
        [1, 0.5, false],
        [2, 1, true],
      ],
    );
    assert.equal(lines[1]?.label, 'a 10, kind kl, NLL 2.0000');
    const middle = lines.map(({ at }) => at[0] ?? NaN);
    assert.ok(Math.abs((middle[1] ?? 0) - 0.5) < 1e-9, 'on the logarithm');
    for (const { at } of lines) assert.ok(at.length === 3 && at.every((share) => share >= 0 && share <= 1));
  });

  it('leave out points without the figure, and have no axes without any', () => {
    const settings = [{ name: 'a', isLog: false }];
    const table = tableOf({ settings, points: [{ params: { a: 1 }, value: 1 }] });
    const bare = { ...table, points: table.points.map((point) => ({ ...point, runs: [] })) };
    assert.deepEqual(parallelCoordinates(bare, 'goal'), { axes: [], lines: [] });
  });
});
