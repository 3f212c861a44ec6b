import assert from 'node:assert/strict';
import { permutedTargets, smoothedTargets } from '../../../../src/trainer/teachers/changed-targets';

const classes = 5;
const logits = Float32Array.from({ length: 40 * classes }, (_, place) => ((place * 7919) % 97) / 10);
const rowOf = (all: Float32Array, row: number): number[] => [...all.subarray(row * classes, (row + 1) * classes)];
const ascending = (row: readonly number[]): number[] => row.toSorted((one, other) => one - other);

function softmax(row: readonly number[], temperature: number): number[] {
  const weights = row.map((value) => Math.exp((value - Math.max(...row)) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

const entropy = (shares: readonly number[]): number =>
  shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
const entropiesOf = (all: Float32Array, temperature: number): number[] =>
  Array.from({ length: all.length / classes }, (_, row) => entropy(softmax(rowOf(all, row), temperature)));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('changed targets', () => {
  it('permuted keep the chosen class and all numbers of each row, and move the others', () => {
    const permuted = permutedTargets(logits, classes, 1);
    let moved = 0;
    for (let row = 0; row < 40; row += 1) {
      const [own, other] = [rowOf(logits, row), rowOf(permuted, row)];
      assert.deepEqual(ascending(other), ascending(own));
      assert.equal(other.indexOf(Math.max(...other)), own.indexOf(Math.max(...own)));
      if (other.some((value, at) => value !== own[at])) moved += 1;
    }
    // One of 24 orders of four numbers is the old one.
    assert.ok(moved > 30, `${moved} of 40`);
    assert.deepEqual(permutedTargets(logits, classes, 1), permuted);
    assert.notDeepEqual(permutedTargets(logits, classes, 2), permuted);
  });

  it('permuted follow from the seed and the place alone, as docs/randomness.md says', () => {
    // The vector is drawn by `shuffled(4, [3, 1, 105])` of randomness.py.
    const row = Float32Array.of(0, 0, 0, 0, 0, 9, 1, 2, 3, 4);
    const permuted = rowOf(permutedTargets(row, classes, 3), 1);
    assert.equal(permuted[0], 9);
    assert.deepEqual(permuted.slice(1), [4, 3, 2, 1]);
  });

  for (const temperature of [1, 4, 20]) {
    it(`smoothed are the labels with the mean entropy of the teacher at a temperature of ${temperature}`, () => {
      const labels = Int32Array.from({ length: 40 }, (_, row) => row % classes);
      const smoothed = smoothedTargets(logits, labels, { classes, temperature });
      const entropies = entropiesOf(smoothed, temperature);
      const wanted = mean(entropiesOf(logits, temperature));
      for (const [row, own] of entropies.entries()) {
        assert.ok(Math.abs(own - wanted) < 1e-5, `${own}, ${wanted}`);
        const values = rowOf(smoothed, row);
        assert.equal(values.indexOf(Math.max(...values)), labels[row]);
      }
    });
  }

  it('smoothed of a teacher that is sure of all are the labels, and of one that knows nothing are even', () => {
    const sure = Float32Array.of(1e4, 0, 0, 0, 0, 0, 1e4, 0, 0, 0);
    const labels = Int32Array.of(0, 1);
    const [label = 0] = softmax(rowOf(smoothedTargets(sure, labels, { classes, temperature: 1 }), 0), 1);
    assert.ok(label > 1 - 1e-7);
    const none = smoothedTargets(new Float32Array(10), labels, { classes, temperature: 1 });
    for (const share of softmax(rowOf(none, 1), 1)) assert.ok(Math.abs(share - 1 / classes) < 1e-6);
  });
});
