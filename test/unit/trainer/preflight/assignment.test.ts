import assert from 'node:assert/strict';
import { Generator } from '../../../../src/random';
import { bestAssignment } from '../../../../src/trainer/preflight/assignment';
import { isClearlyBetter, tOfLosses, type Score } from '../../../../src/trainer/preflight/score';

function permutations(size: number): number[][] {
  if (size === 0) return [[]];
  return permutations(size - 1).flatMap((rest) =>
    Array.from({ length: size }, (_, place) => [...rest.slice(0, place), size - 1, ...rest.slice(place)]),
  );
}

describe('the best assignment of outputs to classes', () => {
  it('has the smallest sum of all permutations', () => {
    const generator = new Generator(3);
    for (let round = 0; round < 40; round += 1) {
      const size = 1 + (round % 6);
      const costs = Float64Array.from({ length: size * size }, () => generator.nextNormal());
      const sumOf = (columns: ArrayLike<number>): number =>
        Array.from(columns).reduce((sum, column, row) => sum + (costs[row * size + column] ?? 0), 0);
      const found = bestAssignment(costs, size);
      assert.deepEqual(new Set(found).size, size);
      const least = Math.min(...permutations(size).map(sumOf));
      assert.ok(Math.abs(sumOf(found) - least) < 1e-9);
    }
  });

  it('takes a hundred classes in a moment', () => {
    const size = 100;
    const costs = Float64Array.from({ length: size * size }, (_, place) =>
      (Math.floor(place / size) + 7) % size === place % size ? 0 : 1,
    );
    assert.deepEqual(
      [...bestAssignment(costs, size)],
      Array.from({ length: size }, (_, row) => (row + 7) % size),
    );
  });
});

describe('a reading that is clearly better', () => {
  const scoreOf = (losses: readonly number[], wrong: readonly number[]): Score => ({
    ...{ losses: Float64Array.from(losses), isWrong: Uint8Array.from(wrong), crossEntropy: 0 },
    errors: wrong.reduce((sum, one) => sum + one, 0),
  });
  const count = 400;
  const many = (of: (index: number) => number): number[] => Array.from({ length: count }, (_, index) => of(index));
  const base = scoreOf(
    many((index) => 1 + (index % 3)),
    many((index) => Number(index < 60)),
  );

  it('has smaller losses by a t of 8 and clearly fewer errors', () => {
    const better = scoreOf(
      many((index) => 0.1 * (index % 2)),
      many((index) => Number(index < 20)),
    );
    assert.ok(tOfLosses(better, base) > 8);
    assert.ok(isClearlyBetter(better, base));
    assert.ok(!isClearlyBetter(base, better));
  });

  it('is none that gains in its losses with as many errors, or with others', () => {
    const sharper = scoreOf(
      many((index) => 0.1 * (index % 2)),
      many((index) => Number(index < 60)),
    );
    const other = scoreOf(
      many((index) => 0.1 * (index % 2)),
      many((index) => Number(index >= 60 && index < 115)),
    );
    assert.ok(tOfLosses(sharper, base) > 8 && tOfLosses(other, base) > 8);
    assert.ok(!isClearlyBetter(sharper, base));
    assert.ok(!isClearlyBetter(other, base));
  });

  it('is none that has fewer errors by small differences of the losses', () => {
    const slight = scoreOf(
      many((index) => 1 + (index % 3) + (index % 2 === 0 ? -1 : 0.8)),
      many((index) => Number(index < 20)),
    );
    assert.ok(tOfLosses(slight, base) < 8);
    assert.ok(!isClearlyBetter(slight, base));
  });
});
