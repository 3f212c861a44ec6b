import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Generator } from '../../../src/data';
import { compare, type Comparison } from '../../../src/trainer/evaluation/compare';
import { evaluate, type Evaluation } from '../../../src/trainer/evaluation/evaluate';
import { frequencyParts } from '../../../src/trainer/evaluation/frequency-parts';
import { meanOfProbabilities } from '../../../src/trainer/evaluation/logits';

interface Recorded
  extends Omit<Evaluation, 'count' | 'frequencyAccuracy'>, Omit<Comparison, 'agreementOnTeacherErrors'> {
  readonly classes: number;
  readonly student: readonly number[];
  readonly teacher: readonly number[];
  readonly labels: readonly number[];
  readonly agreementOnTeacherErrors: number | null;
}

const { cases } = JSON.parse(readFileSync('test/fixtures/evaluation/evaluation.json', 'utf8')) as { cases: Recorded[] };

const near = (got: number | undefined, expected: number, what: string): void =>
  assert.ok(
    Math.abs((got ?? Number.NaN) - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${what}: ${got}, not ${expected}`,
  );

describe('evaluation', () => {
  cases.forEach((one, index) =>
    it(`${index + 1}: measures ${one.labels.length}×${one.classes} logits as PyTorch does`, () => {
      const labels = Int32Array.from(one.labels);
      const [student, teacher] = [Float32Array.from(one.student), Float32Array.from(one.teacher)];
      const got = evaluate(student, labels, one.classes);
      for (const name of ['accuracy', 'crossEntropy', 'calibrationError'] as const) near(got[name], one[name], name);
      assert.deepEqual([got.errors, got.count], [one.errors, one.labels.length]);
      assert.deepEqual([got.classExamples, got.classErrors], [one.classExamples, one.classErrors]);
      const compared = compare(student, teacher, labels, one.classes);
      near(compared.agreement, one.agreement, 'agreement');
      near(compared.klAtOne, one.klAtOne, 'KL');
      if (one.agreementOnTeacherErrors === null) assert.ok(!('agreementOnTeacherErrors' in compared));
      else near(compared.agreementOnTeacherErrors, one.agreementOnTeacherErrors, 'agreement on errors');
    }),
  );

  it('keeps to logits of any size and gives no divergence at a perfect match', () => {
    const logits = Float32Array.of(1e4, -1e4, 0, -1e4, -1e4, -1e4);
    const labels = Int32Array.of(1, 2);
    const { crossEntropy, calibrationError } = evaluate(logits, labels, 3);
    near(crossEntropy, (2e4 + Math.log(3)) / 2, 'NLL');
    assert.ok(Number.isFinite(calibrationError));
    assert.equal(compare(logits, logits, labels, 3).klAtOne, 0);
  });

  it('takes a confidence on a bin’s edge into the lower bin', () => {
    // Confidence 1/5 = 3/15 lies in (2/15, 3/15], with that just below and not with that just above.
    const uniform = new Float32Array(5);
    const below = Float32Array.of(-1e-4, -1e-4, -1e-4, -1e-4, 1e-5);
    const rows = (...all: Float32Array[]): Float32Array => Float32Array.from(all.flatMap((one) => [...one]));
    assert.ok(Math.abs(evaluate(uniform, Int32Array.of(0), 5).calibrationError - 0.8) < 1e-12);
    const two = evaluate(rows(uniform, below), Int32Array.of(0, 0), 5);
    // In one bin the gaps 0.8 and −0.2 would cancel to 0.3; in two they sum to 0.5.
    assert.ok(Math.abs(two.calibrationError - 0.5) < 1e-4, `${two.calibrationError}`);
  });

  it('measures 10,000×10 logits in milliseconds', () => {
    const generator = new Generator(3);
    const logits = Float32Array.from({ length: 100_000 }, () => 5 * generator.nextNormal());
    const labels = Int32Array.from({ length: 10_000 }, () => generator.nextBelow(10));
    const best = Math.min(
      ...Array.from({ length: 10 }, () => {
        const start = performance.now();
        evaluate(logits, labels, 10);
        compare(logits, logits, labels, 10);
        return performance.now() - start;
      }),
    );
    assert.ok(best < 50, `${best} ms`);
  });
});

describe('frequent and rare classes', () => {
  it('are thirds by training examples where the data is long-tailed', () => {
    assert.deepEqual(frequencyParts([5, 900, 40, 300, 10, 80, 20, 600, 2, 150]), {
      head: [1, 7, 3],
      middle: [9, 5, 2, 6],
      tail: [4, 0, 8],
    });
    assert.deepEqual(frequencyParts([4, 4, 2]), { head: [0], middle: [1], tail: [2] });
  });
  it('are not told apart where all are about alike, or where they are two', () => {
    assert.equal(frequencyParts([5421, 6742, 5958]), undefined);
    assert.equal(frequencyParts([1000, 10]), undefined);
  });
  it('count each class alike, and leave out a class without examples', () => {
    const parts = { head: [0, 1], middle: [2], tail: [3, 4] };
    const right = [0, 0, 0, 1, 2, 3];
    const labels = Int32Array.of(0, 0, 0, 1, 2, 4);
    const logits = Float32Array.from(right.flatMap((choice) => [0, 1, 2, 3, 4].map((one) => (one === choice ? 5 : 0))));
    assert.deepEqual(evaluate(logits, labels, 5, parts).frequencyAccuracy, { head: 1, middle: 1, tail: 0 });
    const wrong = Int32Array.of(0, 0, 1, 1, 2, 3);
    assert.deepEqual(evaluate(logits, wrong, 5, parts).frequencyAccuracy, { head: 0.75, middle: 1, tail: 1 });
  });
});

describe('several teachers as one', () => {
  it('have the mean of their probabilities by weight', () => {
    const log = (...shares: number[]): Float32Array => Float32Array.from(shares, Math.log);
    const joint = meanOfProbabilities([log(0.5, 0.25, 0.25), log(0.1, 0.1, 0.8)], [3, 1], 3);
    [0.4, 0.2125, 0.3875].forEach((share, place) =>
      assert.ok(Math.abs(Math.exp(joint[place] ?? 0) - share) < 1e-6, `class ${place}`),
    );
  });
});
