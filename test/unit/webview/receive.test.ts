import assert from 'node:assert/strict';
import { curveNames } from '../../../src/editor/panel/messages';
import { readMessage } from '../../../webview/receive';

const run = {
  ...{ id: 'a', folder: '/runs/a', name: 'A', status: 'running', objective: '', teacher: '', student: '', data: '' },
  ...{ seed: '1', engine: '', epoch: '', progress: 0, activity: '', result: '', figures: [] },
};
const none = { step: new Float64Array(), value: new Float64Array() };
const noCurves = Object.fromEntries(curveNames.map((name) => [name, none]));
const append = (step: unknown, value: unknown): unknown => ({
  type: 'append',
  runId: 'a',
  curves: { loss: { step, value } },
});

function refused(data: unknown): string {
  const received = readMessage(data);
  assert.ok('problem' in received, 'the message is refused');
  return received.problem;
}

describe('readMessage', () => {
  it('takes every kind of message', () => {
    for (const message of [
      { type: 'snapshot', run, curves: noCurves },
      { type: 'append', runId: 'a', curves: {} },
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

  it('takes plain columns as typed ones, gaps included', () => {
    const received = readMessage(append([1, 2], [0.5, Number.NaN]));
    const columns = { step: Float64Array.of(1, 2), value: Float64Array.of(0.5, Number.NaN) };
    assert.deepEqual(received, { message: { type: 'append', runId: 'a', curves: { loss: columns } } });
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
    [{ type: 'snapshot', run, curves: {} }, /curve 'loss' is missing/],
    [append(Float64Array.of(1, 2), Float64Array.of(1)), /'loss' has 2 steps but 1 values/],
    [append(Float64Array.of(2, 1), Float64Array.of(1, 1)), /do not ascend: 1 follows 2/],
    [append(Float64Array.of(1, 1), Float64Array.of(1, 1)), /do not ascend: 1 follows 1/],
    [append(Float64Array.of(Number.NaN), Float64Array.of(1)), /step 0 of 'loss' is no finite number/],
    [append(['1'], [1]), /the steps of 'loss' are no list of numbers/],
    [append([1], 'x'), /the values of 'loss' are no list of numbers/],
  ];
  for (const [data, reason] of cases) {
    it(`refuses: ${reason.source}`, () => assert.match(refused(data), reason));
  }
});
