import assert from 'node:assert/strict';
import { linearTicks, logLabels, logTicks, tickLabels, valueRange } from '../../../../webview/curves/axes';

describe('tickLabels', () => {
  const cases: readonly (readonly [readonly number[], number, readonly string[]])[] = [
    [[7.9, 8, 8.1], 0.1, ['7.9', '8.0', '8.1']],
    [[7.9995, 8, 8.0005], 0.0005, ['7.9995', '8.0000', '8.0005']],
    [[0, 0.25, 0.5], 0.25, ['0.00', '0.25', '0.50']],
    [[0, 500, 1000], 500, ['0', '500', '1,000']],
    [[0, 2.5, 5], 2.5, ['0.0', '2.5', '5.0']],
    [[0, 1e6, 2e6], 1e6, ['0', '1e6', '2e6']],
    [[1e6, 1.5e6], 5e5, ['1.0e6', '1.5e6']],
    [[0.00098, 0.001, 0.00102], 2e-5, ['0.00098', '0.00100', '0.00102']],
    [[0, 0.000998, 0.001, 0.001002], 2e-6, ['0', '9.98e-4', '1.000e-3', '1.002e-3']],
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
  it('gives a constant rate so much that its labels fit beside the plot', () => {
    for (let power = -6; power <= 0; power += 1) {
      for (const digit of [1, 2.5, 3, 7.77, 9.9]) {
        const rate = digit * 10 ** power;
        for (const [leastShare, most] of [
          [0.05, 7],
          [0.005, 8],
        ] as const) {
          const [low, high] = valueRange(rate, rate, { leastSpan: 1e-7, leastShare, lowest: 0 });
          // Plots have four ticks or so.
          const increment = 10 ** Math.ceil(Math.log10((high - low) / 10));
          const labels = tickLabels(linearTicks(low, high, increment), increment);
          assert.ok(labels.length > 0 && labels.every(({ length }) => length <= most), labels.join(' '));
        }
      }
    }
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

describe('ticks', () => {
  it('stand at the multiples of an increment, as those who read them write them', () => {
    assert.deepEqual(linearTicks(-0.25, 0.35, 0.1), [-0.2, -0.1, 0, 0.1, 0.2, 0.3]);
    assert.deepEqual(linearTicks(3, 9, 2.5), [5, 7.5]);
    assert.deepEqual(linearTicks(1.1, 1.2, 1), []);
  });
  it('of a log axis stand at each digit, or at powers of ten where these are many', () => {
    assert.deepEqual(
      logTicks(0.5, 25),
      [0.5, 0.6, 0.7, 0.8, 0.9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20].map(near(0.5, 25)),
    );
    const many = logTicks(1e-20, 1e20);
    assert.ok(many.length >= 5 && many.length <= 9, many.join(' '));
    assert.deepEqual(logLabels([0.5, 0.6, 1, 2, 3, 1e-9]), ['0.5', '', '1', '2', '', '1e-9']);
  });
});

/** The tick that is computed for a number: digits times powers of ten are not always the number that is written. */
function near(from: number, to: number): (tick: number) => number {
  const ticks = logTicks(from, to);
  return (tick) => ticks.find((one) => Math.abs(one - tick) < 1e-9 * tick) ?? Number.NaN;
}
