import assert from 'node:assert/strict';
import {
  beyondBest,
  columnsOf,
  commonLabel,
  filterRuns,
  firstView,
  rowsOf,
  shownColumns,
  sparklineOf,
  type Row,
  type RunTable,
  type TableRun,
} from '../../../src/run-table';

const run = (key: string, more: Partial<TableRun> = {}): TableRun => ({
  ...{ key, name: 'small', difference: '', status: 'finished', createdAt: 1000, standing: '', judgement: '' },
  ...{ isStarred: false, isArchived: false, isBaseline: false, isControl: false, tags: [], note: '' },
  ...{ sweep: '', isSweep: false, repeat: 0, cells: [], results: {}, isValidation: false, curve: [] },
  ...more,
});

const table: RunTable = {
  settings: [
    { path: 'temperature.value', label: 'T', isNumber: true },
    { path: 'student.model.hidden', label: 'hidden', isNumber: false },
    { path: 'seed', label: 'seed', isNumber: true },
  ],
  runs: [
    run('a', { cells: [4, '300', 1], results: { accuracy: 0.97, errors: 300 }, difference: 'T 4, seed 1', repeat: 1 }),
    run('b', { cells: [4, '300', 2], results: { accuracy: 0.98, errors: 200 }, difference: 'T 4, seed 2', repeat: 1 }),
    run('c', { cells: [8, '300', 1], results: { accuracy: 0.96, errors: 400 }, difference: 'T 8', repeat: 2 }),
    run('d', {
      cells: [null, '300', 1],
      status: 'running',
      repeat: 3,
      tags: ['best'],
      isStarred: true,
      note: 'odd end',
    }),
    run('e', { cells: [8, '300', 9], isArchived: true, repeat: 2, results: { accuracy: 0.5 } }),
  ],
};
const columns = columnsOf(table, 61_000);
const keysOf = (runs: readonly TableRun[]): string => runs.map(({ key }) => key).join('');
const filtered = (text: string): string => {
  const { runs, fault } = filterRuns(table.runs, columns, text);
  return fault ?? keysOf(runs);
};
const rows = (more: Partial<Parameters<typeof rowsOf>[1]> = {}): Row[] =>
  rowsOf(filterRuns(table.runs, columns, '').runs, {
    ...{ grouping: 'none', order: { key: 'errors', isDescending: false }, columns, open: new Set<string>() },
    ...more,
  });
const wordsOf = (row: Row): string =>
  row.kind === 'run' ? `${'-'.repeat(row.depth)}${row.key}` : `${row.label} (${keysOf(row.runs)})`;

describe('the filter of the runs table', () => {
  for (const [text, fits] of [
    ['', 'abcd'],
    ['T<=4', 'ab'],
    ['t = 8', 'c'],
    ['accuracy>96.5% T<20', 'ab'],
    ['errors<250', 'b'],
    ['hidden=300 seed!=1', 'b'],
    ['★', 'd'],
    ['#best', 'd'],
    ['is:running', 'd'],
    ['is:archived', 'e'],
    ['is:finished seed=1', 'ac'],
    ['ODD', 'd'],
    ['seed 2', 'b'],
  ] as const) {
    it(`takes ${text === '' ? 'all but archived runs without a word' : text}`, () =>
      assert.equal(filtered(text), fits));
  }
  for (const [text, fault] of [
    [
      'heat>3',
      /^'heat' is no column\. Take one of run, status, accuracy, errors, control, baseline, T, hidden, seed, nll, /,
    ],
    ['hidden>3', /^hidden has no order\. Write hidden = and a value\.$/],
    ['T>x', /^T is compared with a number, such as T > 1\.$/],
    ['is:blue', /^'is:blue' is unknown\. Write is: and one of queued, .*archived, starred/],
  ] as const) {
    it(`says why it cannot read ${text}`, () => assert.match(filtered(text), fault));
  }
});

describe('the columns of the runs table', () => {
  const labels = (text: string, chosen: Readonly<Record<string, boolean>> = {}): string[] =>
    shownColumns(columns, filterRuns(table.runs, columns, text).runs, { ...firstView, columns: chosen }).map(
      ({ label }) => label,
    );
  it('are those in which the listed runs differ; constant ones are hidden', () => {
    assert.deepEqual(labels(''), ['run', 'status', 'accuracy', 'test errors', 'T', 'seed', 'made']);
    assert.deepEqual(labels('T=4'), ['run', 'accuracy', 'test errors', 'seed', 'made']);
  });
  it('are shown or hidden where a person says so', () => {
    assert.deepEqual(labels('T=4', { 'student.model.hidden': true, errors: false, seed: false }), [
      ...['run', 'accuracy', 'hidden', 'made'],
    ]);
  });
  it('write groups as mean and deviation, and a few settings by name', () => {
    const [a, b] = table.runs;
    assert.ok(a && b);
    const cell = (key: string): string => columns.find((one) => one.key === key)?.textOfGroup([a, b]) ?? '';
    assert.equal(cell('accuracy'), '97.50 % ± 0.71');
    assert.equal(cell('errors'), '250.0 ± 70.7');
    assert.equal(cell('seed'), '1, 2');
    assert.equal(cell('status'), '2 finished');
    assert.equal(cell('created'), '1 min ago');
  });
});

describe('the rows of the runs table', () => {
  it('are in the order of a column, runs without a value last', () => {
    assert.deepEqual(rows().map(wordsOf), ['b', 'a', 'c', 'd']);
    assert.deepEqual(rows({ order: { key: 'errors', isDescending: true } }).map(wordsOf), ['c', 'a', 'b', 'd']);
    assert.deepEqual(rows({ order: { key: 'no such', isDescending: true } }).map(wordsOf), ['a', 'b', 'c', 'd']);
  });
  it('fold seeds into groups that are ordered by their means, and open to their runs', () => {
    const grouping = 'seeds' as const;
    assert.deepEqual(rows({ grouping }).map(wordsOf), ['small · T 4 (ab)', 'c', 'd']);
    const opened = rows({ grouping, open: new Set(['repeat 1']) });
    assert.deepEqual(opened.map(wordsOf), ['small · T 4 (ab)', '-b', '-a', 'c', 'd']);
  });
  it('lie below their sweep, also one without a run yet', () => {
    const runs = [
      run('s', { name: 'flowers', isSweep: true }),
      run('x', { sweep: 's' }),
      run('y'),
      run('t', { name: 'new', isSweep: true }),
    ];
    const grouped = rowsOf(runs, {
      ...{ grouping: 'sweep', order: { key: '', isDescending: true }, columns, open: new Set(['sweep s']) },
    });
    assert.deepEqual(grouped.map(wordsOf), ['flowers (x)', '-x', 'y', 'new ()']);
  });
  it('of several runs are called by what their labels share', () => {
    const label = (...differences: string[]): string =>
      commonLabel(differences.map((difference) => run('k', { difference })));
    assert.equal(label('confidence, seed 1', 'confidence, seed 2'), 'small · confidence');
    assert.equal(label('seed 1', 'seed 2'), 'small');
    assert.equal(commonLabel([run('k', { name: 'one' }), run('k', { name: 'two' })]), 'one');
  });
  it('beyond the best five spare stars and the baseline', () => {
    const many = Array.from({ length: 9 }, (_, index) => run(String(index), { results: { errors: 100 + index } }));
    assert.equal(keysOf(beyondBest(many, 5)), '5678');
    const kept = many.map((one, index) => ({ ...one, isStarred: index === 6, isBaseline: index === 8 }));
    assert.equal(keysOf(beyondBest(kept, 5)), '57');
    assert.equal(keysOf(beyondBest([...many.slice(0, 3), run('r', { status: 'running' })], 1)), '12');
  });
  it('of 2,000 runs are filtered, ordered and grouped in one look', () => {
    const runs = Array.from({ length: 2000 }, (_, index) =>
      run(String(index), {
        cells: [index % 7, '300', index],
        repeat: index % 500,
        results: { errors: (index * 7919) % 2000 },
      }),
    );
    const wide = columnsOf({ ...table, runs }, 0);
    const fits = filterRuns(runs, wide, 'T>=1 errors<1900').runs;
    const found = rowsOf(fits, { grouping: 'seeds', order: firstView.order, columns: wide, open: new Set() });
    assert.ok(fits.length > 1500 && found.length <= 500, `${fits.length} runs, ${found.length} rows`);
  });
});

describe('the small curve of a row', () => {
  it('goes from the lowest to the highest value, and has a band where it is a mean', () => {
    assert.equal(sparklineOf([run('a'), run('b', { curve: [0.5] })]), undefined);
    const one = sparklineOf([run('a', { curve: [0.5, 0.7, 0.9] })]);
    assert.deepEqual([one?.line[0], one?.line.at(-1), one?.band], [[0, 1], [1, 0], []]);
    const two = sparklineOf([run('a', { curve: [0.5, 0.9] }), run('b', { curve: [0.4, 0.8, 0.7] })]);
    assert.equal(two?.band.length, 48);
    assert.ok(two.line.every(([x, y]) => x >= 0 && x <= 1 && y >= 0 && y <= 1));
  });
  it('of equal values is a line', () => {
    assert.ok(sparklineOf([run('a', { curve: [0.5, 0.5] })])?.line.every(([, y]) => y === 1));
  });
});
