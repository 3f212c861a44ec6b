import assert from 'node:assert/strict';
import { packRuns, readToTable, unpackRuns, type RunColumns } from '../../../../src/panel/messages';
import type { TableRun } from '../../../../src/run-table';

const plain: TableRun = {
  ...{ key: '20260101-000000-small-0001', name: 'small', difference: 'seed 1', status: 'finished', createdAt: 1 },
  ...{ standing: '', judgement: '', tags: [], note: '', sweep: '', repeat: 0, cells: [4, 'kl', null] },
  ...{ isStarred: false, isArchived: false, isBaseline: false, isControl: false, isSweep: false, isValidation: false },
  ...{ results: { accuracy: 0.98, errors: 200 }, curve: [0.9, 0.98] },
};
const running: TableRun = {
  ...{ ...plain, key: 'another', status: 'running', standing: 'epoch 3/10', judgement: 'no better for 5 epochs' },
  ...{ tags: ['best', '<i>'], note: 'a note', sweep: 'sweep', repeat: 7, cells: [null, 'kl', -1e-9] },
  ...{ isStarred: true, isBaseline: true, isValidation: true, results: { nll: 0.25 }, curve: [] },
};

describe('runs as columns of a message', () => {
  const columns = packRuns([plain, running]);
  const message = (changed: unknown): unknown => ({ type: 'runs', changed, removed: [] });

  it('give the runs back, also as JSON, and none of none', () => {
    const taken = readToTable(JSON.parse(JSON.stringify(message(columns))));
    assert.ok(taken?.type === 'runs');
    assert.deepEqual(unpackRuns(taken.changed), [plain, running]);
    assert.deepEqual(unpackRuns(packRuns([])), []);
  });

  it('name each field once, whatever the number of runs', () => {
    const runs = Array.from({ length: 1000 }, (_, at) => ({ ...running, key: `run ${at}` }));
    const text = JSON.stringify(packRuns(runs));
    for (const field of ['judgement', 'createdAt', 'nll']) assert.equal(text.split(`"${field}"`).length, 2, field);
  });

  it('are refused where a column is missing, too short, too long or of another kind', () => {
    const without = Object.fromEntries(Object.entries(columns).filter(([name]) => name !== 'flags'));
    const wrong: readonly (readonly [string, unknown])[] = [
      ['a missing column', without],
      ['a shorter column', { ...columns, note: ['a note'] }],
      ['a longer column of a setting', { ...columns, cells: [[1, 2, 3], ...columns.cells.slice(1)] }],
      ['a shorter column of a result', { ...columns, results: { accuracy: [1] } }],
      ['a result without a name', { ...columns, results: { joy: [1, 2] } }],
      ['a number that JSON cannot hold', { ...columns, createdAt: [1, Number.POSITIVE_INFINITY] }],
      ['an unknown status', { ...columns, status: ['finished', 'lazy'] }],
      ['an empty key', { ...columns, key: ['', 'another'] }],
      ['markup in place of a text', { ...columns, name: ['small', { html: '<b>' }] }],
      ['a tag that is no text', { ...columns, tags: [[], [1]] }],
      ['a curve of texts', { ...columns, curve: [[], ['0.9']] }],
      ['a setting that is an object', { ...columns, cells: [[{}, 1], ...columns.cells.slice(1)] }],
      ['runs in place of columns', [plain, running]],
    ];
    for (const [what, changed] of wrong) assert.equal(readToTable(message(changed)), undefined, what);
  });

  it('take 2,000 runs within a few milliseconds', () => {
    const runs = Array.from({ length: 2000 }, (_, at) => ({ ...running, key: `run ${at}`, cells: [at, 'kl', null] }));
    const many: RunColumns = packRuns(runs);
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      assert.ok(readToTable(message(many)));
      return performance.now() - start;
    });
    // A schema of each run took 90 ms; the least of five, as others work beside it.
    assert.ok(Math.min(...times) < 20, `${times.map((ms) => ms.toFixed(1)).join(', ')} ms`);
  });
});
