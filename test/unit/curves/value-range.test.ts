import assert from 'node:assert/strict';
import { linearTicks, logRange, tickLabels, valueRange } from '../../../src/curves';

describe('valueRange', () => {
  it('gives a constant room instead of a plot full of noise', () => {
    const [low, high] = valueRange(4, 4, { minSpan: 1, min: 0 });
    assert.ok(low < 3.6 && high > 4.4, `${low} to ${high}`);
  });
  it('gives a constant rate so much that its labels fit beside the plot', () => {
    for (let power = -6; power <= 0; power += 1) {
      for (const digit of [1, 2.5, 3, 7.77, 9.9]) {
        const rate = digit * 10 ** power;
        for (const [minShare, maxCharacters] of [
          [0.05, 7],
          [0.005, 8],
        ] as const) {
          const [low, high] = valueRange(rate, rate, { minSpan: 1e-7, minShare, min: 0 });
          // Plots have four ticks or so.
          const increment = 10 ** Math.ceil(Math.log10((high - low) / 10));
          const labels = tickLabels(linearTicks(low, high, increment), increment);
          assert.ok(labels.length > 0 && labels.every(({ length }) => length <= maxCharacters), labels.join(' '));
        }
      }
    }
  });
  it('keeps to what a value can be', () => {
    assert.deepEqual(valueRange(0, 1, { minSpan: 0.02, min: 0, max: 1 }), [0, 1]);
  });
  it('shows a value that should not be, rather than cutting it off', () => {
    assert.ok(valueRange(-2, 1, { minSpan: 1, min: 0 })[0] < -2);
  });
  it('has a range without any value', () => {
    assert.deepEqual(valueRange(Number.NaN, Number.NaN, { minSpan: 1, min: 0, max: 1 }), [0, 1]);
  });
});

describe('logRange', () => {
  it('shows at least a factor of two, with a margin', () => {
    const [low, high] = logRange(1, 1.1);
    assert.ok(low < 1 && high > 1.1 && high / low >= 2, `${low} to ${high}`);
  });
  it('has a range without any positive value', () => assert.deepEqual(logRange(Infinity, -Infinity), [0.1, 1]));
});
