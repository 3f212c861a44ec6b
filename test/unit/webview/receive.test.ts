import assert from 'node:assert/strict';
import { readMessage } from '../../../webview/receive';
import { readCurveAnswer } from '../../../webview/curves/receive-curves';

const run = {
  ...{ id: 'a', folder: '/runs/a', name: 'A', status: 'running', objective: '', teacher: '', student: '', data: '' },
  ...{ seed: '1', engine: '', epoch: '', progress: 0, activity: '', result: '', figures: [] },
};
function refused(data: unknown): string {
  const received = readMessage(data);
  assert.ok('problem' in received, 'the message is refused');
  return received.problem;
}

describe('readMessage', () => {
  it('takes every kind of message', () => {
    for (const message of [
      {
        type: 'card',
        run: { ...run, failure: { message: 'm', hint: '' }, figures: [{ label: 'l', value: 'v', detail: '' }] },
      },
      { type: 'gone', runId: 'a' },
      { type: 'notice', runId: 'a', message: '' },
      { type: 'view', runId: 'a', view: 'targets', answer: [1] },
    ]) {
      assert.deepEqual(readMessage(message), { message });
    }
  });

  const cases: readonly (readonly [unknown, RegExp])[] = [
    [undefined, /the message is no object/],
    ['text', /the message is no object/],
    [{}, /type 'undefined' is unknown/],
    [{ type: 'reload' }, /type 'reload' is unknown/],
    [{ type: 'view', runId: 'a', view: 'odd' }, /view 'odd' is unknown/],
    [{ type: 'gone' }, /'runId' is no text/],
    [{ type: 'notice', runId: 'a', message: 1 }, /'message' is no text/],
    [{ type: 'card', run: { ...run, status: 'odd' } }, /status 'odd' is unknown/],
    [{ type: 'card', run: { ...run, status: 'constructor' } }, /status 'constructor' is unknown/],
    [{ type: 'card', run: { ...run, progress: '1' } }, /'progress' is no number/],
    [{ type: 'card', run: { ...run, figures: {} } }, /'figures' is no list/],
    [{ type: 'card', run: { ...run, failure: 'x' } }, /the failure is no object/],
  ];
  for (const [data, reason] of cases) {
    it(`refuses: ${reason.source}`, () => assert.match(refused(data), reason));
  }
});

describe('readCurveAnswer', () => {
  const grown = {
    runId: 'a',
    rows: 2,
    rowsInside: 2,
    badLines: 0,
    marks: [{ x: 1, epoch: 1, isBest: true }],
    last: { loss: 1 },
  };
  const growth = (strand: object): object => ({
    kind: 'growth',
    number: 1,
    last: 2,
    runs: [{ ...grown, strands: [strand] }],
  });
  const columns = (x: unknown, y: unknown): object => growth({ curve: 'loss', x, y });

  it('takes every kind of answer', () => {
    const side = { plot: 'loss', low: 1, high: 2, outside: 3, gaps: 0 };
    const strand = { curve: 'loss', x: Float64Array.of(1), y: Float32Array.of(2) };
    const whole = { ...strand, smoothX: Float64Array.of(1), smoothY: Float32Array.of(2) };
    const picture = { number: 1, from: 0, to: 2, last: 2, sides: [side] };
    for (const answer of [
      { kind: 'picture', ...picture, runs: [{ ...grown, name: 'A', status: 'gone', strands: [whole] }] },
      growth(strand),
      { kind: 'runs', runs: [{ runId: 'b', name: '<b>', status: 'failed', createdAt: 3 }] },
    ]) {
      assert.deepEqual(readCurveAnswer(answer), answer);
    }
  });

  it('takes plain columns as typed ones, gaps included', () => {
    const strand = { curve: 'loss', x: Float64Array.of(1, 2), y: Float32Array.of(0.5, Number.NaN) };
    assert.deepEqual(readCurveAnswer(columns([1, 2], [0.5, Number.NaN])), growth(strand));
  });

  const cases: readonly (readonly [unknown, RegExp])[] = [
    [undefined, /the answer is no object/],
    [{ kind: 'eval' }, /the answer 'eval' is unknown/],
    [{ kind: 'picture', number: 1, from: 2, to: 2, last: 2 }, /window from 2 to 2 is empty/],
    [{ kind: 'growth', number: 'x' }, /'number' is no number/],
    [{ kind: 'growth', number: 1, last: 1, runs: {} }, /'runs' is no list/],
    [growth({ curve: '<img>' }), /the curve '<img>' is unknown/],
    [columns(Float64Array.of(1, 2), Float32Array.of(1)), /'loss' has 2 places but 1 values/],
    [columns(Float64Array.of(2, 1), Float32Array.of(1, 1)), /do not ascend: 1 follows 2/],
    [columns(Float64Array.of(1, 1), Float32Array.of(1, 1)), /do not ascend: 1 follows 1/],
    [columns(Float64Array.of(Number.NaN), Float32Array.of(1)), /place 0 of 'loss' is no finite number/],
    [columns(['1'], [1]), /the places of 'loss' are no list of numbers/],
    [columns([1], 'x'), /the values of 'loss' are no list of numbers/],
  ];
  for (const [answer, reason] of cases) {
    it(`refuses: ${reason.source}`, () => assert.throws(() => readCurveAnswer(answer), reason));
  }
});
