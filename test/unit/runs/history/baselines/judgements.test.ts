import assert from 'node:assert/strict';
import {
  addToProgress,
  describeAgainst,
  errorsAgainst,
  formatErrorsAgainst,
  judgeLive,
  newProgress,
  parseEventLine,
  type RunProgress,
  type RunSummary,
  type ValidationPoint,
} from '../../../../../src/runs';

const run = (id: string, status: RunSummary['status'], progress: Partial<RunProgress>): RunSummary => ({
  ...{ id, folder: `/runs/${id}`, name: id, createdAt: 1, status },
  progress: { ...newProgress(), phase: 'student', epochs: 20, ...progress },
});
const curve = (accuracies: readonly number[], count = 5000): ValidationPoint[] =>
  accuracies.map((accuracy, index) => ({ epoch: index + 1, accuracy, count }));
const finished = (id: string, errors: number, more: Partial<RunProgress> = {}): RunSummary =>
  run(id, 'finished', { errors, accuracy: 1 - errors / 10_000, count: 10_000, seconds: 9, ...more });

describe('the validations of a run', () => {
  const evaluation = (epoch: number, accuracy: number): RunProgress => {
    const line = { type: 'evaluation', seq: 1, step: epoch, epoch, accuracy, errors: 1, count: 100, crossEntropy: 1 };
    const event = parseEventLine(JSON.stringify(line));
    assert.ok(event);
    addToProgress(progress, event);
    return progress;
  };
  let progress = newProgress();
  it('are kept in the order of the epochs, and those that a resumed run measures again once', () => {
    progress = newProgress();
    for (const epoch of [1, 2, 3, 2, 3]) evaluation(epoch, epoch / 10);
    assert.deepEqual(
      progress.validations?.map(({ epoch }) => epoch),
      [1, 2, 3],
    );
  });
  it('of thousands of epochs are thinned, the newest kept', () => {
    progress = newProgress();
    for (let epoch = 1; epoch <= 5000; epoch += 1) evaluation(epoch, 0.5);
    const points = progress.validations ?? [];
    assert.ok(points.length <= 101 && points.length >= 50, String(points.length));
    assert.equal(points.at(-1)?.epoch, 5000);
  });
});

describe('a run at work', () => {
  const baseline = finished('base', 200, { validations: curve([0.9, 0.94, 0.95, 0.96]) });
  const judged = (accuracies: readonly number[], count?: number): string | undefined =>
    judgeLive(run('own', 'running', { validations: curve(accuracies, count) }), baseline)?.words;
  it('is worse or better than the baseline at its epoch, where the difference is no noise', () => {
    assert.equal(judged([0.91, 0.9]), 'worse than the baseline at epoch 2: 90.00 % against 94.00 %');
    assert.equal(judged([0.95]), 'better than the baseline at epoch 1: 95.00 % against 90.00 %');
    assert.equal(judged([0.9, 0.941]), undefined);
  });
  it('is not compared with a baseline of other data, nor beyond its last epoch', () => {
    assert.equal(judged([0.5], 1000), undefined);
    assert.equal(judged([0.1, 0.2, 0.3, 0.4, 0.5]), undefined);
  });
  it('is on a plateau after a fifth of its epochs without a better validation', () => {
    assert.equal(judged([0.1, 0.9, 0.8, 0.8, 0.8, 0.8]), undefined);
    assert.equal(judged([0.1, 0.9, 0.8, 0.8, 0.8, 0.8, 0.9]), 'no better for 5 epochs');
  });
  it('is not judged once it has ended, nor against itself', () => {
    assert.equal(judgeLive({ ...baseline, status: 'finished' }, baseline), undefined);
    assert.equal(judgeLive(run('base', 'running', { validations: curve([0.1]) }), baseline), undefined);
  });
});

describe('a finished run beside the pinned baseline', () => {
  const baseline = finished('base', 200);
  it('has more or fewer errors', () => {
    assert.equal(describeAgainst(finished('a', 195), baseline), '5 fewer than the baseline');
    assert.equal(describeAgainst(finished('a', 210), baseline), '10 more than the baseline');
    assert.equal(describeAgainst(finished('a', 200), baseline), 'as many as the baseline');
    assert.deepEqual([-13, 12, 0].map(formatErrorsAgainst), ['−13', '+12', '±0']);
  });
  it('has no difference where errors were counted on other data, or it is the baseline', () => {
    assert.equal(errorsAgainst(finished('a', 195, { count: 500 }), baseline), undefined);
    const data = { train: { sha256: 'a', count: 1 }, test: { sha256: 'b', count: 1 } };
    assert.equal(errorsAgainst(finished('a', 195, { inputs: data }), baseline), undefined);
    assert.equal(errorsAgainst(baseline, baseline), undefined);
    assert.equal(errorsAgainst(run('a', 'running', { errors: 3, count: 10_000 }), baseline), undefined);
  });
});
