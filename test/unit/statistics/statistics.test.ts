import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Generator } from '../../../src/data';
import { judge, mcnemarMidP, minPairs } from '../../../src/statistics';
import { holm } from '../../../src/statistics/holm';
import { pairedT } from '../../../src/statistics/paired-t';
import { signFlipP } from '../../../src/statistics/sign-flip';

interface Cases {
  readonly mcnemar: readonly { one: number; other: number; p: number }[];
  readonly paired: readonly { values: number[]; p: number; low: number; high: number; signFlip: number | null }[];
  readonly holm: readonly { p: number[]; adjusted: number[] }[];
}

const cases = JSON.parse(readFileSync('test/fixtures/statistics/cases.json', 'utf8')) as Cases;

function assertNear(value: number, wanted: number, label: string): void {
  const isNear = Math.abs(value - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));
  assert.ok(isNear, `${label}: ${value}, not ${wanted}`);
}

describe('statistics, held to SciPy and statsmodels to 1e-9', () => {
  it('has McNemar’s mid-p of 200 tables', () => {
    assert.equal(cases.mcnemar.length, 200);
    for (const { one, other, p } of cases.mcnemar) assertNear(mcnemarMidP(one, other), p, `${one}, ${other}`);
    assert.throws(() => mcnemarMidP(-1, 2), /^RangeError: -1 is no count of examples$/);
  });

  it('has the paired t test and its interval of 200 samples', () => {
    assert.equal(cases.paired.length, 200);
    for (const { values, p, low, high } of cases.paired) {
      const test = pairedT(values);
      assertNear(test.p, p, `p of ${values.length} pairs`);
      assertNear(test.mean - test.halfWidth, low, 'lower end');
      assertNear(test.mean + test.halfWidth, high, 'upper end');
    }
  });

  it('has the exact sign-flip p of all samples that SciPy goes through', () => {
    const exact = cases.paired.filter(({ signFlip }) => signFlip !== null);
    assert.ok(exact.length >= 150);
    for (const { values, signFlip } of exact) assertNear(signFlipP(values) ?? 2, signFlip ?? 0, values.join());
  });

  it('has Holm’s adjustment of 200 families', () => {
    assert.equal(cases.holm.length, 200);
    for (const { p, adjusted } of cases.holm) {
      for (const [index, value] of holm(p).entries()) assertNear(value, adjusted[index] ?? 2, p.join());
    }
  });
});

describe('the sign-flip test', () => {
  it('has the smallest p that so many pairs allow', () => {
    for (const count of [3, 4, 5, 6, 20])
      assertNear(signFlipP(Array(count).fill(1)) ?? 2, 2 ** (1 - count), `${count}`);
  });

  it('is 1 for no difference, symmetric, and left out above 40 pairs', () => {
    assert.equal(signFlipP([0, 0, 0]), 1);
    assert.equal(signFlipP([1, 2, -4, 0.5]), signFlipP([-1, -2, 4, -0.5]));
    assert.equal(signFlipP(Array(41).fill(1)), undefined);
  });
});

describe('a judgement over pairs', () => {
  const six = [5, 7, 6, 8, 4, 6];

  it('needs six pairs, and more where several settings are judged', () => {
    assert.deepEqual([1, 2, 3, 10].map(minPairs), [6, 7, 7, 9]);
    const [few] = judge([six.slice(0, 5)]);
    assert.deepEqual([few?.judgement, few?.morePairs], ['cannot-tell', 1]);
    const [first, second] = judge([six, six]);
    assert.deepEqual([first?.judgement, second?.judgement], ['cannot-tell', 'cannot-tell']);
  });

  it('helps, hurts, is no worse than a margin, or cannot be told with the pairs that are missing', () => {
    const noise = [1, -2, 0.5, 2, -1.2, 0];
    assert.deepEqual(
      [judge([six]), judge([six.map((gain) => -gain)]), judge([noise], 3), judge([noise])].map(
        ([one]) => one?.judgement,
      ),
      ['helps', 'hurts', 'no-worse', 'cannot-tell'],
    );
    const [unclear] = judge([[1, -0.5, 1.5, 0.8, -0.4, 0.3]]);
    // t(.975, n − 1)·0.80/√n falls below 0.45 at 15 pairs.
    assert.deepEqual([unclear?.wins, unclear?.ties, unclear?.morePairs], [4, 0, 9]);
    assert.equal(judge([[0, 0, 0, 0, 0, 0]])[0]?.morePairs, undefined);
    assert.equal(judge([[]])[0]?.morePairs, 6);
  });

  it('says of 2,000 experiments without an effect that at most 5 % have one, and its interval holds a true one in 95 %', () => {
    const generator = new Generator(2000);
    const experiments = 2000;
    let [told, held] = [0, 0];
    for (let experiment = 0; experiment < experiments; experiment += 1) {
      const count = 6 + (experiment % 7);
      const noise = Array.from({ length: count }, () => generator.nextNormal());
      const [without] = judge([noise]);
      if (without?.judgement === 'helps' || without?.judgement === 'hurts') told += 1;
      const effect = 0.7;
      const { mean, halfWidth } = pairedT(noise.map((value) => value + effect));
      if (Math.abs(mean - effect) <= halfWidth) held += 1;
    }
    // Three standard errors of a binomial share of 5 % of 2,000.
    const error = 3 * Math.sqrt(0.05 * 0.95 * experiments);
    assert.ok(told <= 0.05 * experiments + error, `${told} of ${experiments}`);
    assert.ok(Math.abs(held - 0.95 * experiments) <= error, `${held} of ${experiments}`);
  });

  it('keeps 5 % over a family of settings too', () => {
    const generator = new Generator(2001);
    let told = 0;
    for (let experiment = 0; experiment < 500; experiment += 1) {
      const family = Array.from({ length: 4 }, () => Array.from({ length: 8 }, () => generator.nextNormal()));
      if (judge(family).some(({ judgement }) => judgement === 'helps' || judgement === 'hurts')) told += 1;
    }
    assert.ok(told <= 0.05 * 500 + 3 * Math.sqrt(0.05 * 0.95 * 500), `${told} of 500`);
  });
});
