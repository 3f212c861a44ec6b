import assert from 'node:assert/strict';
import {
  linearTicks,
  logAxisTicks,
  logLabels,
  logTicks,
  percentTicks,
  tickLabels,
  ticksBetween,
  wholeTicks,
} from '../../../src/curves';

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

describe('ticks', () => {
  it('stand at the multiples of an increment, as those who read them write them', () => {
    assert.deepEqual(linearTicks(-0.25, 0.35, 0.1), [-0.2, -0.1, 0, 0.1, 0.2, 0.3]);
    assert.deepEqual(linearTicks(3, 9, 2.5), [5, 7.5]);
    assert.deepEqual(linearTicks(1.1, 1.2, 1), []);
  });
  it('of a log axis stand at each digit, or at powers of ten where these are many', () => {
    assert.deepEqual(logTicks(0.5, 25), [0.5, 0.6, 0.7, 0.8, 0.9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20]);
    const many = logTicks(1e-20, 1e20);
    assert.ok(many.length >= 5 && many.length <= 9, many.join(' '));
    assert.deepEqual(logLabels([0.5, 0.6, 1, 2, 3, 1e-9]), ['0.5', '', '1', '2', '', '1e-9']);
  });

  it('of a log axis have labels without the noise of floats, also where the axis has their logarithms', () => {
    const ticks = logTicks(1e-7, 0.9);
    assert.deepEqual(
      ticks.filter((tick) => Number(tick.toPrecision(6)) !== tick),
      [],
    );
    const labels = logLabels(ticks.map((tick) => 10 ** Math.log10(tick))).filter((label) => label !== '');
    assert.deepEqual(labels.slice(0, 4), ['1e-7', '2e-7', '5e-7', '1e-6']);
    assert.deepEqual(labels.slice(-4), ['0.05', '0.1', '0.2', '0.5']);
    assert.ok(labels.every((label) => label.length <= 5));
    assert.deepEqual(logLabels([1e4, 1e5, 2e5]), ['10000', '1e5', '2e5']);
  });

  it('between two values are round, lie within them and are no more than wanted', () => {
    assert.deepEqual(ticksBetween(0.05, 0.95, 5), {
      values: [0.2, 0.4, 0.6, 0.8],
      labels: ['0.2', '0.4', '0.6', '0.8'],
    });
    assert.deepEqual(ticksBetween(0, 12_000, 6).labels, ['0', '2,000', '4,000', '6,000', '8,000', '10,000', '12,000']);
    assert.deepEqual(ticksBetween(4, 4, 5), { values: [4], labels: ['4'] });
    for (let power = -12; power <= 12; power += 1) {
      for (const [low, high] of [
        [0, 1],
        [1.37, 2.91],
        [-3, 7],
      ] as const) {
        const [from, to] = [low * 10 ** power, high * 10 ** power];
        const { values, labels } = ticksBetween(from, to, 5);
        assert.ok(values.length >= 2 && values.length <= 6, `${from} to ${to}: ${values.join(' ')}`);
        assert.ok(values.every((value) => value >= from - 1e-9 * to && value <= to * (1 + 1e-9)));
        assert.equal(new Set(labels).size, values.length, labels.join(' '));
      }
    }
  });

  it('between two values are two at least, which give a scale, and keep two thirds of their room', () => {
    assert.deepEqual(percentTicks(0.9125, 0.985, 3.9).labels, ['92 %', '94 %', '96 %', '98 %']);
    assert.deepEqual(percentTicks(0.9125, 0.985, 2).labels, ['92 %', '96 %']);
    for (let from = -20; from < 20; from += 3.37) {
      for (let length = 0.01; length < 50; length *= 1.3) {
        for (const count of [2, 2.6, 3, 4.5]) {
          const { values } = ticksBetween(from, from + length, count);
          const [first, second] = values;
          assert.ok(first !== undefined && second !== undefined, `${from} to ${from + length}: ${values.join(' ')}`);
          assert.ok((second - first) / length > 0.66 / count, `${from} to ${from + length}: ${values.join(' ')}`);
        }
      }
    }
  });

  it('of a log axis are as many as have room, each with a label without the noise of floats', () => {
    assert.deepEqual(logAxisTicks(0.004, 3, 12).labels, [
      '0.005',
      '0.01',
      '0.02',
      '0.05',
      '0.1',
      '0.2',
      '0.5',
      '1',
      '2',
    ]);
    assert.deepEqual(logAxisTicks(0.004, 3, 6).labels, ['0.01', '0.03', '0.1', '0.3', '1', '3']);
    assert.deepEqual(logAxisTicks(1e-9, 1e6, 5).labels, ['1e-9', '1e-6', '0.001', '1', '1000', '1e6']);
    assert.deepEqual(logAxisTicks(0.91, 1.93, 5).labels, ['1.0', '1.5']);
    for (let power = -12; power < 12; power += 0.37) {
      const { values, labels } = logAxisTicks(10 ** power, 10 ** (power + 4.4), 7);
      assert.ok(values.length >= 2 && values.length <= 10, `${values.length} ticks at 10^${power}`);
      for (const label of labels) assert.ok(label.length <= 7 && Number(label) > 0, label);
    }
  });
  it('of steps are whole, and those of shares are in percent', () => {
    assert.deepEqual(wholeTicks(0, 3, 10).labels, ['0', '1', '2', '3']);
    assert.deepEqual(wholeTicks(0, 4300, 5).labels, ['0', '1,000', '2,000', '3,000', '4,000']);
    assert.deepEqual(percentTicks(0.965, 0.994, 4).labels, ['97 %', '98 %', '99 %']);
  });
});
