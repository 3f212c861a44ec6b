import assert from 'node:assert/strict';
import type { CurveQuestion } from '../../../../src/panel/messages';
import { CurveQuestions, type AskedCurves } from '../../../../webview/curves/curve-questions';

const asked = (pixels: number, ...plots: readonly string[]): AskedCurves => ({
  ...{ pixels, axis: 'step', smoothing: 0, setsAside: true, pins: [] },
  plots: plots.map((name) => ({ name, curves: [] })),
});

describe('the questions of the view of curves', () => {
  let sent: CurveQuestion[];
  let questions: CurveQuestions;
  beforeEach(() => {
    sent = [];
    questions = new CurveQuestions((question) => sent.push(question));
  });

  it('are numbered, and the last one says which plots and how many pixels it asked for', () => {
    assert.ok(questions.ask(() => asked(300, 'loss')));
    assert.deepEqual([sent[0]?.kind, sent[0]?.number, questions.pixels], ['show', 1, 300]);
    assert.deepEqual([questions.hasPlot('loss'), questions.hasPlot('accuracy')], [true, false]);
    assert.deepEqual([questions.isLast(0), questions.isLast(1)], [false, true]);
  });

  it('wait while one is unanswered, however often they are wished for, and one is due after its answer', () => {
    questions.ask(() => asked(300, 'loss'));
    for (const pixels of [400, 500])
      assert.equal(
        questions.ask(() => asked(pixels, 'loss')),
        false,
      );
    assert.deepEqual([sent.length, questions.isAnswered, questions.pixels], [1, false, 300]);
    assert.equal(questions.settle(), true);
    assert.ok(questions.ask(() => asked(600, 'loss')));
    assert.deepEqual([sent.length, sent[1]?.number, questions.pixels], [2, 2, 600]);
    assert.equal(questions.settle(), false);
    assert.ok(questions.isAnswered);
  });
});
