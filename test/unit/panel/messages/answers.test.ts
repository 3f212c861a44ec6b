import assert from 'node:assert/strict';
import {
  MessageError,
  parseCompareAnswer,
  parseCurveAnswer,
  parseSummaryAnswer,
  parseToPanel,
} from '../../../../src/panel/messages';

const run = {
  ...{ id: 'a', folder: '/runs/a', name: 'A', status: 'running', objective: '', teacher: '', student: '', data: '' },
  ...{
    seed: '1',
    engine: '',
    epoch: '',
    progress: 0,
    activity: '',
    details: '',
    createdAt: 0,
    warnings: [],
    figures: [],
  },
};
function assertRefused(parse: () => unknown, reason: RegExp): void {
  assert.throws(parse, (error) => error instanceof MessageError && reason.test(error.message), String(reason));
}

describe('a message for the panel', () => {
  it('is taken in every kind', () => {
    for (const message of [
      {
        type: 'card',
        run: {
          ...run,
          failure: { message: 'm', hint: '' },
          figures: [{ label: 'l', value: 'v', detail: '', tone: 'good' }],
        },
      },
      { type: 'gone', runId: 'a' },
      { type: 'notice', runId: 'a', message: '' },
      { type: 'view', runId: 'a', view: 'targets', answer: [1] },
    ]) {
      assert.deepEqual(parseToPanel(message), message);
    }
  });

  const cases: readonly (readonly [unknown, RegExp])[] = [
    [undefined, /^the message is no object$/],
    ['text', /^the message is no object$/],
    [{}, /^'type' has the unknown value 'undefined'$/],
    [{ type: 'reload' }, /^'type' has the unknown value 'reload'$/],
    [{ type: { toString: 1 } }, /^'type' has the unknown value 'an object'$/],
    [{ type: 'view', runId: 'a', view: 'odd' }, /^'view' has the unknown value 'odd'$/],
    [{ type: 'gone' }, /^'runId' is no text$/],
    [{ type: 'notice', runId: 'a', message: 1 }, /^'message' is no text$/],
    [{ type: 'card', run: { ...run, status: 'odd' } }, /^'run.status' has the unknown value 'odd'$/],
    [{ type: 'card', run: { ...run, status: 'constructor' } }, /^'run.status' has the unknown value 'constructor'$/],
    [{ type: 'card', run: { ...run, progress: '1' } }, /^'run.progress' is no number$/],
    [{ type: 'card', run: { ...run, figures: {} } }, /^'run.figures' is no list$/],
    [{ type: 'card', run: { ...run, failure: 'x' } }, /^'run.failure' is no object$/],
  ];
  for (const [data, reason] of cases) {
    it(`is refused: ${reason.source}`, () => assertRefused(() => parseToPanel(data), reason));
  }
});

describe('an answer for the view of curves', () => {
  const grown = {
    runId: 'a',
    rows: 2,
    rowsInside: 2,
    badLines: 0,
    marks: [{ x: 1, kind: 'kept' }],
    last: { loss: 1 },
  };
  const growth = (thinned: object): object => ({
    kind: 'growth',
    number: 1,
    last: 2,
    runs: [{ ...grown, thinnedCurves: [thinned] }],
  });
  const columns = (x: unknown, y: unknown): object => growth({ curve: 'loss', x, y });

  it('is taken in every kind', () => {
    const limits = { plot: 'loss', low: 1, high: 2, outside: 3, gaps: 0 };
    const thinned = { curve: 'loss', x: Float64Array.of(1), y: Float32Array.of(2) };
    const whole = { ...thinned, smoothX: Float64Array.of(1), smoothY: Float32Array.of(2) };
    const picture = {
      number: 1,
      from: 0,
      to: 2,
      last: 2,
      limits: [limits],
      references: [{ kind: 'control', label: 'c', x: Float64Array.of(1), y: Float32Array.of(2) }],
    };
    for (const answer of [
      {
        kind: 'picture',
        ...picture,
        runs: [{ ...grown, name: 'A', isTeacher: false, status: 'gone', thinnedCurves: [whole] }],
      },
      growth(thinned),
      { kind: 'runs', runs: [{ runId: 'b', name: '<b>', status: 'failed', createdAt: 3 }] },
    ]) {
      assert.deepEqual(parseCurveAnswer(answer), answer);
    }
  });

  it('takes plain columns as typed ones, gaps included', () => {
    const thinned = { curve: 'loss', x: Float64Array.of(1, 2), y: Float32Array.of(0.5, Number.NaN) };
    assert.deepEqual(parseCurveAnswer(columns([1, 2], [0.5, Number.NaN])), growth(thinned));
  });

  const cases: readonly (readonly [unknown, RegExp])[] = [
    [undefined, /^the answer is no object$/],
    [{ kind: 'eval' }, /^'kind' has the unknown value 'eval'$/],
    [
      { kind: 'picture', number: 1, from: 2, to: 2, last: 2, runs: [], limits: [], references: [] },
      /^the answer has an empty window$/,
    ],
    [{ kind: 'growth', number: 'x' }, /^'number' is no number$/],
    [{ kind: 'growth', number: 1, last: 1, runs: {} }, /^'runs' is no list$/],
    [growth({ curve: '<img>' }), /^'runs.0.thinnedCurves.0.curve' has the unknown value '<img>'$/],
    [columns(Float64Array.of(1, 2), Float32Array.of(1)), /^'runs.0.thinnedCurves.0' has not as many places as values$/],
    [columns(Float64Array.of(2, 1), Float32Array.of(1, 1)), /^the places of 'loss' do not ascend$/],
    [columns(Float64Array.of(1, 1), Float32Array.of(1, 1)), /^the places of 'loss' do not ascend$/],
    [columns(Float64Array.of(Number.NaN), Float32Array.of(1)), /^the places of 'loss' do not ascend$/],
    [columns(['1'], [1]), /^'runs.0.thinnedCurves.0.x' is no list of numbers$/],
    [columns([1], 'x'), /^'runs.0.thinnedCurves.0.y' is no list of numbers$/],
  ];
  for (const [answer, reason] of cases) {
    it(`is refused: ${reason.source}`, () => assertRefused(() => parseCurveAnswer(answer), reason));
  }
});

describe('columns of an answer', () => {
  const x = Float64Array.of(1, 2);
  const y = Float32Array.of(0.5, Number.NaN);
  const run = {
    runId: 'a',
    rows: 2,
    rowsInside: 2,
    badLines: 0,
    marks: [],
    last: {},
    thinnedCurves: [{ curve: 'loss', x, y }],
  };

  it('are kept as they are where they are typed', () => {
    const answer = parseCurveAnswer({ kind: 'growth', number: 1, last: 2, runs: [run] });
    assert.equal(answer.kind, 'growth');
    const [thinned] = answer.runs.flatMap(({ thinnedCurves }) => thinnedCurves);
    assert.equal(thinned?.x, x);
    assert.equal(thinned.y, y);
  });
});

describe('an answer for the view that compares runs', () => {
  const cell = { text: '1', delta: '', tone: 'same' };
  const one = { id: 'a', name: 'A', status: 'finished' };
  const comparison = {
    ...{ type: 'comparison', runs: [one], baseline: 'a', settings: [], repeats: [], warnings: [], others: [one] },
    results: [{ label: 'errors', cells: [cell] }],
  };

  it('is taken in every kind', () => {
    for (const answer of [comparison, { type: 'problem', message: 'none' }])
      assert.deepEqual(parseCompareAnswer(answer), answer);
  });
  for (const [answer, reason] of [
    [{ type: 'x' }, /^'type' has the unknown value 'x'$/],
    [
      { ...comparison, results: [{ label: 'errors', cells: [] }] },
      /^the answer has a row with another count of cells than runs$/,
    ],
    [
      { ...comparison, results: [{ label: 'errors', cells: [{ ...cell, tone: 'odd' }] }] },
      /^'results.0.cells.0.tone' has the unknown value 'odd'$/,
    ],
    [{ ...comparison, warnings: [1] }, /^'warnings.0' is no text$/],
  ] as const) {
    it(`is refused: ${reason.source}`, () => assertRefused(() => parseCompareAnswer(answer), reason));
  }
});

describe('an answer for the summary', () => {
  const facts = { type: 'facts', objective: '', verdict: '', facts: [{ label: 'a', value: 'b' }], actions: ['stop'] };
  it('is taken in every kind', () => {
    for (const answer of [facts, { type: 'paint', svg: '<svg/>' }])
      assert.deepEqual(parseSummaryAnswer(answer), answer);
  });
  for (const [answer, reason] of [
    [{ ...facts, actions: ['delete'] }, /^'actions.0' has the unknown value 'delete'$/],
    [{ ...facts, facts: [{ label: 'a' }] }, /^'facts.0.value' is no text$/],
    [{ type: 'paint' }, /^'svg' is no text$/],
  ] as const) {
    it(`is refused: ${reason.source}`, () => assertRefused(() => parseSummaryAnswer(answer), reason));
  }
});
