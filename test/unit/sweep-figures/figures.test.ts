import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  bestFirst,
  bestOf,
  columnsOf,
  dotsOf,
  figureLines,
  figureOf,
  filterPoints,
  formatSpread,
  heatMap,
  placesOf,
  quantityScale,
  settingScale,
  sortPoints,
  spreadOf,
  type SweepTable,
  type SweptPoint,
  type SweptRun,
  type SweptSetting,
} from '../../../src/sweep-figures';

const numbers = (path: string, values: readonly number[], isLog = false): SweptSetting => ({
  ...{ path, label: path.split('.').at(-1) ?? '', isLog },
  values: values.map((number) => ({ text: String(number), number })),
});
const run = (seed: number, results: Partial<SweptRun> = {}): SweptRun => ({
  ...{ id: `run-${seed}`, seed, status: 'finished' },
  ...results,
});
const point = (
  index: number,
  values: number[],
  runs: SweptRun[],
  stage: SweptPoint['stage'] = 'search',
): SweptPoint => ({
  ...{ index, stage, values, planned: 2, runs },
});

/** T over 1, 4 and 20, soft over 0.5 and 0.9, two seeds each. */
function makeTable(): SweepTable {
  const rows = [
    point(
      0,
      [0, 0],
      [run(1, { goal: 0.9, errors: 100, control: 110 }), run(2, { goal: 0.92, errors: 104, control: 110 })],
    ),
    point(
      1,
      [0, 1],
      [run(1, { goal: 0.9, errors: 100, control: 110 }), run(2, { goal: 0.9, errors: 100, control: 110 })],
    ),
    point(
      2,
      [1, 0],
      [run(1, { goal: 0.95, errors: 80, control: 110 }), run(2, { goal: 0.95, errors: 84, control: 112 })],
    ),
    point(3, [1, 1], [run(1, { status: 'running' })]),
    point(
      4,
      [2, 0],
      [run(1, { goal: 0.8, errors: 140, control: 110 }), run(2, { goal: 0.8, errors: 144, control: 110 })],
    ),
    point(5, [2, 1], [run(1, { status: 'failed' }), run(2, { status: 'failed' })]),
    point(2, [1, 0], [run(7, { goal: 0.99, errors: 1, control: 110 })], 'verdict'),
  ];
  const goal = { label: 'validation accuracy', unit: 'share', better: 1 } as const;
  const settings = [numbers('temperature.value', [1, 4, 20], true), numbers('loss.soft', [0.5, 0.9])];
  return { goal, settings, points: rows, best: bestOf({ goal, settings, points: rows }) ?? -1 };
}

describe('the figures of a sweep', () => {
  it('give a spread its mean, its sample deviation and its words', () => {
    assert.deepEqual(spreadOf([1, 2, 3]), { mean: 2, count: 3, deviation: 1 });
    assert.deepEqual(spreadOf([5]), { mean: 5, count: 1 });
    assert.equal(spreadOf([]), undefined);
    const { goal } = makeTable();
    assert.equal(formatSpread({ mean: -29, deviation: 1.4142, count: 2 }, figureOf(goal, 'difference')), '−29.0 ± 1.4');
    assert.equal(formatSpread({ mean: -29, count: 1 }, figureOf(goal, 'difference')), '−29');
    assert.equal(formatSpread({ mean: 0.91, deviation: 0.01, count: 2 }, figureOf(goal, 'goal')), '91.00 % ± 1.00');
    assert.equal(formatSpread(undefined, figureOf(goal, 'goal')), '–');
  });

  it('choose the best point by the mean of its whole seeds, never by those of the verdict', () => {
    const { goal, settings, points } = makeTable();
    assert.equal(bestOf({ goal, settings, points }), 2);
    assert.equal(bestOf({ goal: { ...goal, better: -1 }, settings, points }), 4);
    const alone = points.map((one) => ({ ...one, planned: 3 }));
    assert.equal(bestOf({ goal, settings, points: alone }), undefined);
  });

  it('map two settings, with more above, running and failed cells, and the best one marked', () => {
    const map = heatMap(makeTable(), { figure: 'difference', rows: 1, columns: 0, fixed: {} });
    assert.deepEqual(
      map.rows.map(({ label }) => label),
      ['0.9', '0.5'],
    );
    const states = map.cells.map((line) => line.map(({ state }) => state));
    assert.deepEqual(states, [
      ['measured', 'running', 'failed'],
      ['measured', 'measured', 'measured'],
    ]);
    const [, low] = map.cells;
    assert.deepEqual(
      low?.map(({ spread }) => spread?.mean),
      [-8, -29, 32],
    );
    assert.deepEqual(
      low.map(({ isBest, tone }) => [isBest, tone]),
      [
        [false, 'good'],
        [true, 'good'],
        [false, 'bad'],
      ],
    );
    assert.equal(low[2]?.strength, 1);
    assert.equal(low[0]?.strength, 0.25);
  });

  it('average over the settings that are no axis, or hold them', () => {
    const table = makeTable();
    const [line] = figureLines(table, { figure: 'errors', along: 0, fixed: {} });
    assert.deepEqual(
      line?.points.map(({ label, spread: { mean, count } }) => [label, mean, count]),
      [
        ['1', 101, 4],
        ['4', 82, 2],
        ['20', 142, 2],
      ],
    );
    // Student's t of three degrees at 97.5 % is 3.182446305284263 (SciPy: stats.t.ppf).
    assert.ok(line);
    const [four, two] = line.points;
    assert.ok(four?.spread.deviation !== undefined && four.halfWidth !== undefined);
    assert.ok(Math.abs(four.halfWidth / ((3.182446305284263 * four.spread.deviation) / 2) - 1) < 1e-9);
    assert.equal(two?.halfWidth, undefined);
    const [held] = figureLines(table, { figure: 'errors', along: 0, fixed: { 1: 1 } });
    assert.deepEqual(
      held?.points.map(({ points }) => points),
      [[1]],
    );
    const lines = figureLines(table, { figure: 'errors', along: 0, lines: 1, fixed: {} });
    assert.deepEqual(
      lines.map(({ label, points }) => [label, points.length]),
      [
        ['0.5', 3],
        ['0.9', 1],
      ],
    );
  });

  it('put many values into places of equal width, on the logarithm where they are spread so', () => {
    const values = Array.from({ length: 40 }, (_, at) => 10 ** (at / 13));
    const places = placesOf(numbers('train.rate', values, true));
    assert.equal(places.length, 8);
    assert.equal(places.flatMap((place) => place.values).length, 40);
    assert.equal(places[0]?.label, '1…2.4');
  });

  it('keep texts in their own order', () => {
    const texts: SweptSetting = { path: 'a', label: 'a', isLog: false, values: [{ text: 'z' }, { text: 'b' }] };
    assert.deepEqual(
      placesOf(texts).map(({ label, position }) => [label, position]),
      [
        ['z', 0],
        ['b', 1],
      ],
    );
  });

  it('scatter points by a setting and a result, the best one marked, without those of the verdict', () => {
    const dots = dotsOf(makeTable(), 0, 'goal');
    assert.deepEqual(
      dots.map(({ x, point: place, isBest }) => [x, place, isBest]),
      [
        [1, 0, false],
        [1, 1, false],
        [4, 2, true],
        [20, 4, false],
      ],
    );
    assert.equal(dots[2]?.label, 'value 4, validation accuracy 95.00 % ± 0.00');
  });

  it('scale a logarithmic setting so that equal factors are equally far, and write shares in per cent', () => {
    const table = makeTable();
    const { at, ticks } = settingScale(table, 0);
    assert.ok(Math.abs(at(Math.sqrt(20)) - 0.5) < 1e-12);
    assert.deepEqual(
      ticks.map(({ label }) => label),
      ['1', '4', '20'],
    );
    const { ticks: shares } = quantityScale(table, 'goal', [0.8, 0.95], 4);
    assert.ok(shares.length > 1 && shares.every(({ label }) => label.endsWith(' %')), JSON.stringify(shares));
  });
});

describe('the table of a sweep', () => {
  const table = makeTable();
  const all = table.points.map((_, place) => place);

  it('has a column for each setting, seeds and each figure that some run has', () => {
    assert.deepEqual(
      columnsOf(table).map(({ key }) => key),
      [...['temperature.value', 'loss.soft', 'seeds', 'goal', 'difference', 'errors', 'control']],
    );
    const seeds = columnsOf(table)[2];
    assert.deepEqual(
      [0, 3, 5].map((place) => seeds?.text(table.points[place] ?? point(0, [], []))),
      ['2', '0 of 2, 1 running', '0 of 2, 2 without'],
    );
  });

  it('is sorted by any column, points without a value last', () => {
    assert.deepEqual(sortPoints(table, [0, 1, 2, 3, 4], bestFirst(table)), [2, 0, 1, 4, 3]);
    assert.deepEqual(sortPoints(table, [0, 2, 3, 4], { key: 'goal', isDescending: false }), [4, 0, 2, 3]);
    assert.deepEqual(sortPoints(table, [0, 2, 4], { key: 'temperature.value', isDescending: true }), [4, 2, 0]);
    assert.deepEqual(sortPoints(table, [2, 0], { key: 'no such', isDescending: true }), [2, 0]);
  });

  it('is filtered by comparisons, words and the star', () => {
    const places = (text: string): readonly number[] => filterPoints(table, text).places;
    assert.deepEqual(places('value >= 4 soft<0.9'), [2, 4, 6]);
    assert.deepEqual(places('value≠4 soft=0.5'), [0, 4]);
    assert.deepEqual(places('goal > 92%'), [2, 6]);
    assert.deepEqual(places('★'), [2]);
    assert.deepEqual(places('fresh'), [6]);
    assert.deepEqual(places('  '), all);
  });

  it('says why a filter cannot be read, and shows all', () => {
    assert.deepEqual(filterPoints(table, 'valeu>4'), {
      places: all,
      fault: "'valeu' is no column. Take one of value, soft, seeds, goal, difference, errors, control.",
    });
    assert.equal(filterPoints(table, 'soft>much').fault, 'soft is compared with a number, such as soft > 1.');
  });
});
