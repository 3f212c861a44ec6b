import assert from 'node:assert/strict';
import { learningRateAt, scheduleSchema, waitOn, type Wait } from '../../../../src/models/training';

/** The learning rates of a training of 10 steps in 10 epochs with a peak of 1. */
function rates(schedule: unknown, warmup = 0): number[] {
  const parsed = scheduleSchema.parse(schedule);
  return Array.from({ length: 10 }, (_, step) =>
    learningRateAt(parsed, 1, warmup, { step, steps: 10, epoch: step, epochs: 10 }),
  );
}

function near(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, index) =>
    assert.ok(Math.abs(value - (expected[index] ?? Number.NaN)) < 1e-8, `step ${index}: ${value}, ${expected[index]}`),
  );
}

// The expected numbers were printed by PyTorch 1.13: OneCycleLR(max_lr=1, total_steps=10),
// CosineAnnealingLR(T_max=9, eta_min=0.1) and MultiStepLR(milestones=[4, 8], gamma=0.1), all on a learning rate of 1.
describe('learning-rate schedules', () => {
  it('one-cycle is PyTorch’s OneCycleLR', () => {
    const expected = [
      0.04, 0.52, 1, 0.950484632, 0.811745654, 0.611262022, 0.388741978, 0.188258346, 0.049519368, 4e-6,
    ];
    near(rates({ kind: 'one-cycle' }), expected);
  });

  it('cosine is PyTorch’s CosineAnnealingLR', () => {
    const expected = [1, 0.972861679, 0.894719999, 0.775, 0.62814168, 0.47185832, 0.325, 0.205280001, 0.127138321, 0.1];
    near(rates({ kind: 'cosine', final: 0.1 }), expected);
  });

  it('step is PyTorch’s MultiStepLR', () => {
    near(rates({ kind: 'step', milestones: [4, 8] }), [1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01]);
  });

  it('warm-up rises linearly and reaches the peak with its last step', () => {
    near(rates({ kind: 'constant' }, 4), [0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('a plateau multiplies by its factor after each reduction, down to its minimum and never above the peak', () => {
    const rate = (reductions: number, more: object = {}): number => {
      const schedule = scheduleSchema.parse({ kind: 'plateau', factor: 0.5, minimum: 0.2, ...more });
      return learningRateAt(schedule, 1, 0, { step: 3, steps: 10, epoch: 3, epochs: 10, reductions });
    };
    near(
      [0, 1, 2, 3, 50].map((reductions) => rate(reductions)),
      [1, 0.5, 0.25, 0.2, 0.2],
    );
    assert.equal(rate(2, { minimum: 3 }), 1);
  });

  it('a wait begins anew with each gain above minDelta, and takes no number that is not finite for one', () => {
    const waits = (metric: 'accuracy' | 'cross-entropy', minDelta: number, values: readonly number[]): number[] => {
      let wait: Wait = { epochs: 0 };
      return values.map((value) => (wait = waitOn(wait, { metric, minDelta }, value)).epochs);
    };
    assert.deepEqual(waits('accuracy', 0, [0.5, 0.5, 0.6, 0.55, NaN, 0.61]), [0, 1, 0, 1, 2, 0]);
    assert.deepEqual(waits('accuracy', 0.1, [0.5, 0.59, 0.61]), [0, 1, 0]);
    assert.deepEqual(waits('cross-entropy', 0, [Infinity, 2, 2.1, 1.9]), [1, 0, 1, 0]);
  });

  it('refuses a schedule without milestones and an unknown kind', () => {
    assert.equal(scheduleSchema.safeParse({ kind: 'step' }).success, false);
    assert.equal(scheduleSchema.safeParse({ kind: 'cosin' }).success, false);
  });
});
