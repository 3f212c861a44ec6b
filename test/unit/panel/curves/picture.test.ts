import assert from 'node:assert/strict';
import { evaluationCurves, stepCurves } from '../../../../src/curves';
import { readCurveRequest, type CurveQuestion } from '../../../../src/panel/messages';
import { drawRun, plotLimits, windowOf } from '../../../../src/panel/curves/picture';
import { RunColumns } from '../../../../src/panel/curves/run-columns';
import type { LogPiece, RunEvent } from '../../../../src/runs';

const question: CurveQuestion = {
  ...{ kind: 'show', number: 1, axis: 'step', pixels: 64, smoothing: 0, setsAside: true, pins: [] },
  plots: [{ name: 'loss', curves: ['loss', 'validationAccuracy'] }],
};

function piece(step: readonly number[], loss: readonly number[], events: readonly RunEvent[] = []): LogPiece {
  const columns = new Map([
    ['loss', Float64Array.from(loss)],
    ['at', Float64Array.from(step, (at) => 1000 * at)],
    ['epoch', Float64Array.from(step, (at) => at / 10)],
  ] as const);
  return {
    isAnew: false,
    share: 1,
    events,
    steps: [{ series: { phase: 'student' }, step: Float64Array.from(step), columns }],
  };
}

const evaluation = (step: number): RunEvent => ({
  ...{ type: 'evaluation', phase: 'student', split: 'validation', step, epoch: 1, accuracy: 0.5, errors: 5, count: 10 },
  ...{ crossEntropy: 1, calibrationError: 0, classCounts: [10], classErrors: [5], seq: 1, attempt: 1, at: 1 },
});
const checkpoint = (step: number, best: boolean): RunEvent => ({
  ...{ type: 'checkpoint', step, epoch: step / 10, file: 'f', best, seq: 1, attempt: 1, at: 1 },
});
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('a picture of a run', () => {
  it('does not depend on the room that is made ahead for a long log, however large the log claims to be', () => {
    const [whole, claimed] = [new RunColumns(), new RunColumns()];
    for (let start = 0; start < 20_000; start += 5000) {
      const steps = numbers(5000).map((step) => start + step);
      const part = piece(steps, steps.map(Math.sqrt));
      whole.take({ ...part, share: (start + 5000) / 20_000 });
      claimed.take({ ...part, share: Number.MIN_VALUE });
    }
    for (const axis of ['step', 'epoch', 'time'] as const) assert.deepEqual(claimed.axis(axis), whole.axis(axis));
    assert.deepEqual(claimed.column('loss')?.values, whole.column('loss')?.values);
    assert.ok(claimed.axis('step').buffer.byteLength <= 8 * 2_000_000);
  });

  it('has the perplexity of language models as curves, by split, and none of others', () => {
    const run = new RunColumns();
    const perplexity = (split: 'validation' | 'test', value: number): RunEvent => {
      const event = evaluation(2);
      assert.ok(event.type === 'evaluation');
      return { ...event, split, perplexity: value };
    };
    const events = [perplexity('validation', 12.5), perplexity('test', 13), evaluation(3)];
    run.take(piece(numbers(4), numbers(4), events));
    assert.deepEqual(
      (['validationPerplexity', 'testPerplexity'] as const).map((curve) =>
        run.evaluationsOf(curve).map(({ step, value }) => [step, value]),
      ),
      [[[2, 12.5]], [[2, 13]]],
    );
  });

  it('has the true smallest, largest and last value of every pixel column, at each zoom', () => {
    const noise = (step: number): number => Math.abs(Math.sin(step * 12.9898) * 43758.5453) % 1;
    const steps = numbers(50_000);
    const losses = steps.map((step) => (step % 9973 === 0 ? Number.NaN : noise(step)));
    const run = new RunColumns();
    for (let start = 0; start < steps.length; start += 4096) {
      run.take(piece(steps.slice(start, start + 4096), losses.slice(start, start + 4096)));
    }
    for (const [from, to] of [
      [0, 51_200],
      [1024, 1024 + 64 * 300],
      [7, 7 + 64],
    ] as const) {
      const window = windowOf({ ...question, from, to }, [run], false);
      const { thinnedCurves } = drawRun(run, question, window);
      const { x, y } = thinnedCurves.find(({ curve }) => curve === 'loss') ?? assert.fail();
      const width = (to - from) / question.pixels;
      for (let column = 0; column < question.pixels; column += 1) {
        const isIn = (step: number): boolean => step >= from + column * width && step < from + (column + 1) * width;
        const raw = losses.filter((loss, index) => isIn(steps[index] ?? 0) && Number.isFinite(loss)).map(Math.fround);
        const kept = Array.from(y).filter((value, index) => isIn(x[index] ?? 0) && Number.isFinite(value));
        if (raw.length === 0) continue;
        assert.deepEqual(
          [Math.min(...kept), Math.max(...kept), kept.at(-1)],
          [Math.min(...raw), Math.max(...raw), raw.at(-1)],
        );
      }
    }
  });

  it('smooths all rows before it thins them', () => {
    const run = new RunColumns();
    const steps = numbers(10_000);
    run.take(
      piece(
        steps,
        steps.map((step) => step % 2),
      ),
    );
    const { thinnedCurves } = drawRun(run, { ...question, smoothing: 0.99 }, { from: 5000, to: 10_000 });
    const { smoothY = new Float32Array(), y } = thinnedCurves[0] ?? assert.fail();
    assert.ok(y.includes(0) && y.includes(1), 'the raw line is there too');
    assert.ok(smoothY.length > 0 && smoothY.every((value) => Math.abs(value - 0.5) < 0.01));
  });

  it('draws no zigzag when a resumed run writes steps again, and keeps no evaluation of the earlier attempt', () => {
    const run = new RunColumns();
    run.take(piece([1, 2, 3], [1, 1, 1], [evaluation(3), checkpoint(2, true), checkpoint(3, true)]));
    run.take(piece([3, 4], [2, 2]));
    const { thinnedCurves, marks, rows } = drawRun(run, question, { from: 0, to: 4 });
    assert.deepEqual([rows, run.cuts], [4, 1]);
    assert.deepEqual([...(thinnedCurves[0]?.y ?? [])], [1, 1, 2, 2]);
    assert.equal(thinnedCurves.length, 1);
    assert.deepEqual(marks, [{ x: 2, kind: 'kept' }]);
  });

  it('marks the step that a resumed attempt went on from, also where its start came in an earlier piece', () => {
    const started = (at: number): RunEvent => ({ type: 'started', seq: 1, attempt: 1, at }) as unknown as RunEvent;
    const run = new RunColumns();
    run.take({ ...piece([1, 2, 3], [1, 1, 1]), events: [started(500)] });
    run.take({ ...piece([], []), events: [started(3500)] });
    run.take(piece([4, 5], [1, 1]));
    const { marks } = drawRun(run, question, { from: 0, to: 5 });
    assert.deepEqual(marks, [{ x: 4, kind: 'resumed' }]);
    assert.ok(Math.abs((run.axis('time').at(-1) ?? 0) - 3.5) < 1e-9, 'a pause is no training time');
  });

  it('never smooths a temperature or a learning rate that is set, and smooths one that is measured', () => {
    const curves = ['temperature', 'learningRate', 'loss'] as const;
    const smoothed = (names: readonly string[]): string[] => {
      const run = new RunColumns();
      const columns = new Map(['at', 'epoch', ...names].map((name) => [name, Float64Array.of(1, 2, 3)]));
      const steps = [{ series: { phase: 'student' as const }, step: Float64Array.of(1, 2, 3), columns }];
      run.take({ isAnew: false, share: 1, events: [], steps: steps as unknown as LogPiece['steps'] });
      const asked = { ...question, smoothing: 0.9, plots: [{ name: 'all', curves: [...curves] }] };
      const { thinnedCurves } = drawRun(run, asked, { from: 0, to: 3 });
      return thinnedCurves.flatMap(({ curve, smoothY }) => (smoothY === undefined ? [] : [curve]));
    };
    assert.deepEqual(smoothed(curves), ['loss']);
    assert.deepEqual(smoothed([...curves, 'temperatureMin']), ['temperature', 'loss']);
  });

  it('forgets everything of a log that is another one now', () => {
    const run = new RunColumns();
    run.take(piece([1, 2, 3], [1, 1, 1], [evaluation(3)]));
    run.take({ ...piece([1], [7]), isAnew: true });
    assert.deepEqual([...(run.column('loss')?.values ?? [])], [7]);
    for (const curve of evaluationCurves) assert.deepEqual(run.evaluationsOf(curve), []);
  });

  it('counts only training in its time, and never goes back', () => {
    const run = new RunColumns();
    const started = { type: 'started', at: 101_500, seq: 1, attempt: 2 } as unknown as RunEvent;
    run.take(piece([1, 2], [1, 1]));
    const later = piece([3, 4], [1, 1], [started]);
    const at = Float64Array.of(102_000, 101_000);
    run.take({
      ...later,
      steps: later.steps.map((table) => ({ ...table, columns: new Map([...table.columns, ['at', at]]) })),
    });
    assert.deepEqual(
      [...run.axis('time')].map((seconds) => Number(seconds.toFixed(3))),
      [0, 1, 1.5, 1.5],
    );
    assert.ok((run.axis('time')[3] ?? 0) > (run.axis('time')[2] ?? 0));
  });

  it('sets outliers aside and counts them, and the values that are not finite', () => {
    const run = new RunColumns();
    const losses = numbers(1000).map((step) => (step === 500 ? 1e9 : step === 600 ? Infinity : 1 + (step % 10) / 10));
    run.take(piece(numbers(1000), losses));
    const window = { from: 0, to: 1000 };
    const [limits] = plotLimits([run], question, window);
    assert.deepEqual([limits?.outside, limits?.gaps], [1, 1]);
    assert.ok((limits?.high ?? 0) > 1.9 && (limits?.high ?? 0) < 10);
    assert.deepEqual(plotLimits([run], { ...question, setsAside: false }, window), [
      { plot: 'loss', outside: 0, gaps: 1 },
    ]);
  });

  it('has a window for no point, for one, and with room ahead while a run goes on', () => {
    const run = new RunColumns();
    assert.deepEqual(windowOf(question, [run], true), { from: 0, to: 1 });
    run.take(piece([1], [0.5]));
    assert.deepEqual(windowOf(question, [run], false), { from: 0, to: 1 });
    assert.deepEqual(windowOf(question, [run], true), { from: 0, to: 2 });
    const { thinnedCurves } = drawRun(run, question, { from: 0, to: 1 });
    assert.deepEqual([...(thinnedCurves[0]?.y ?? [])], [0.5]);
  });
});

describe('a request of the curves’ view', () => {
  it('is taken as it is meant', () => {
    assert.deepEqual(readCurveRequest(question), question);
    const zoomed = { ...question, from: 1, to: 2, plots: [{ name: 'all', curves: [...stepCurves] }] };
    assert.deepEqual(readCurveRequest(zoomed), zoomed);
    assert.deepEqual(readCurveRequest({ kind: 'list', more: 1 }), { kind: 'list' });
  });
  for (const wrong of [
    undefined,
    {},
    { ...question, axis: 'up' },
    { ...question, pixels: 1e9 },
    { ...question, smoothing: 1 },
    { ...question, from: 1 },
    { ...question, from: 2, to: 1 },
    { ...question, from: 0, to: Infinity },
    { ...question, pins: ['../../etc'] },
    { ...question, pins: 'all' },
    { ...question, plots: [{ name: 'loss', curves: ['__proto__'] }] },
  ]) {
    it(`is ignored when it is none: ${(JSON.stringify(wrong) as string | undefined)?.slice(0, 90) ?? 'nothing'}`, () => {
      assert.equal(readCurveRequest(wrong), undefined);
    });
  }
});
