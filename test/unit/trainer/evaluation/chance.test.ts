import assert from 'node:assert/strict';
import { isAtChance } from '../../../../src/trainer/evaluation';
import { binomialTail } from '../../../../src/statistics';

describe('a result at chance', () => {
  it('is one that guessing reaches in more than one of a hundred tries', () => {
    // Of 100 guesses among ten classes 18 are right or more with a probability of 0.0100, 17 with 0.0206.
    assert.equal(isAtChance({ errors: 83, count: 100 }, 10), true);
    assert.equal(isAtChance({ errors: 81, count: 100 }, 10), false);
  });

  it('is one below chance too, and none of a network that knows the classes', () => {
    assert.equal(isAtChance({ errors: 9860, count: 10_000 }, 10), true);
    assert.equal(isAtChance({ errors: 8850, count: 10_000 }, 10), false);
    assert.equal(isAtChance({ errors: 5, count: 10 }, 10), false);
    assert.equal(isAtChance({ errors: 5, count: 10 }, 2), true);
    assert.equal(isAtChance({ errors: 0, count: 1 }, 10), true);
  });

  it('goes by the binomial distribution', () => {
    const sum = (k: number, n: number, p: number): number => {
      let [total, choose] = [0, 1];
      for (let count = 0; count <= n; count += 1) {
        if (count >= k) total += choose * p ** count * (1 - p) ** (n - count);
        choose = (choose * (n - count)) / (count + 1);
      }
      return total;
    };
    for (const [k, n, p] of [
      [3, 10, 0.1],
      [18, 100, 0.1],
      [1, 7, 0.5],
      [7, 7, 0.3],
      [0, 5, 0.2],
    ] as const) {
      assert.ok(Math.abs(binomialTail(k, n, p) - sum(k, n, p)) < 1e-12, `${k} of ${n} at ${p}`);
    }
  });
});
