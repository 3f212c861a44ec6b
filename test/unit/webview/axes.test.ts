import assert from 'node:assert/strict';
import { tickLabels, valueRange } from '../../../webview/axes';

describe('tickLabels', () => {
  const cases: readonly (readonly [readonly number[], number, readonly string[]])[] = [
    [[7.9, 8, 8.1], 0.1, ['7.9', '8.0', '8.1']],
    [[7.9995, 8, 8.0005], 0.0005, ['7.9995', '8.0000', '8.0005']],
    [[0, 0.25, 0.5], 0.25, ['0.00', '0.25', '0.50']],
    [[0, 500, 1000], 500, ['0', '500', '1,000']],
    [[0, 2.5, 5], 2.5, ['0.0', '2.5', '5.0']],
    [[0, 1e6, 2e6], 1e6, ['0', '1e6', '2.0e6']],
    [[1e6, 1.5e6], 5e5, ['1.0e6', '1.5e6']],
  ];
  for (const [ticks, increment, labels] of cases) {
    it(`labels ${ticks.join(', ')}`, () => assert.deepEqual(tickLabels(ticks, increment), labels));
  }

  it('never repeats a label, whatever the increment', () => {
    for (let power = -9; power <= 9; power += 1) {
      for (const digit of [1, 2, 2.5, 5]) {
        const increment = digit * 10 ** power;
        const labels = tickLabels(
          Array.from({ length: 9 }, (_, index) => (index - 2) * increment),
          increment,
        );
        assert.equal(new Set(labels).size, labels.length, `${increment}: ${labels.join(' ')}`);
      }
    }
  });
});

describe('valueRange', () => {
  it('gives a constant room instead of a plot full of noise', () => {
    const [low, high] = valueRange(4, 4, { leastSpan: 1, lowest: 0 });
    assert.ok(low < 3.6 && high > 4.4, `${low} to ${high}`);
  });
  it('keeps to what a value can be', () => {
    assert.deepEqual(valueRange(0, 1, { leastSpan: 0.02, lowest: 0, highest: 1 }), [0, 1]);
  });
  it('shows a value that should not be, rather than cutting it off', () => {
    assert.ok(valueRange(-2, 1, { leastSpan: 1, lowest: 0 })[0] < -2);
  });
  it('has a range without any value', () => {
    assert.deepEqual(valueRange(Number.NaN, Number.NaN, { leastSpan: 1, lowest: 0, highest: 1 }), [0, 1]);
  });
});
