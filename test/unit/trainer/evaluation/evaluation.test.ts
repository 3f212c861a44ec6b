import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { biasShift, compare, evaluate, meanOfProbabilities, tailAccuracies } from '../../../../src/trainer/evaluation';
import { logProbabilities } from '../../../../src/trainer/evaluation/logits';

interface Recorded {
  readonly classes: number;
  readonly cases: readonly {
    readonly student: readonly number[];
    readonly teacher: readonly number[];
    readonly labels: readonly number[];
    readonly expected: Readonly<Record<string, number | readonly number[]>>;
  }[];
}

/** Made with PyTorch by test/fixtures/evaluation/evaluation.py. */
const { classes, cases } = JSON.parse(readFileSync('test/fixtures/evaluation/evaluation.json', 'utf8')) as Recorded;
const near = (actual: number | undefined, expected: number, bound = 1e-9): void =>
  assert.ok(
    Math.abs((actual ?? Number.NaN) - expected) <= bound * Math.max(1, Math.abs(expected)),
    `${actual}, ${expected}`,
  );

describe('evaluation', () => {
  cases.forEach((one, index) => {
    const student = Float32Array.from(one.student);
    const teacher = Float32Array.from(one.teacher);
    const split = { count: one.labels.length, images: new Float32Array(), labels: Int32Array.from(one.labels) };
    it(`case ${index}: every figure is PyTorch's`, () => {
      const actual = { ...evaluate(student, split, classes), ...compare(student, teacher, split, classes) };
      const { accuracy, count, ...figures } = actual;
      assert.equal(accuracy, 1 - figures.errors / count);
      for (const [name, value] of Object.entries(figures)) {
        const expected = one.expected[name];
        if (typeof value === 'number') near(value, Number(expected));
        else assert.deepEqual(value, expected, name);
      }
    });
    if (typeof one.expected['shift of 2 and 4'] === 'number') {
      const expected = one.expected['shift of 2 and 4'];
      it(`case ${index}: the bias shift is the one of least negative log-likelihood`, () => {
        near(biasShift(student, split, classes, [2, 4]), expected, 1e-5);
      });
    }
  });

  it('a perfect match has no divergence, and no errors to agree on where the teacher makes none', () => {
    const logits = Float32Array.of(1e4, -1e4, 0, -1e4, 1e4, 3);
    const split = { count: 2, images: new Float32Array(), labels: Int32Array.of(0, 1) };
    assert.deepEqual(compare(logits, logits, split, 3), { agreement: 1, klAtOne: 0 });
    assert.equal(evaluate(logits, split, 3).crossEntropy, 0);
  });

  it('several teachers together are the weighted mean of their probabilities', () => {
    const one = Float32Array.of(Math.log(0.9), Math.log(0.1));
    const other = Float32Array.of(Math.log(0.3), Math.log(0.7));
    const joint = meanOfProbabilities([one, other], [1, 3], 2);
    near(Math.exp(joint[0] ?? 0), 0.25 * 0.9 + 0.75 * 0.3, 1e-6);
    near(Math.exp(logProbabilities(joint, 2)[1] ?? 0), 0.25 * 0.1 + 0.75 * 0.7, 1e-6);
  });

  it('head, middle and tail are thirds by training examples, and only of long-tailed data', () => {
    const evaluation = {
      ...{ accuracy: 0.5, errors: 35, count: 70, crossEntropy: 1, calibrationError: 0, macroF1: 0.5 },
      classCounts: [10, 10, 10, 10, 10, 10, 10],
      classErrors: [0, 1, 2, 3, 4, 5, 10],
    };
    assert.deepEqual(tailAccuracies(evaluation, [5, 5, 5, 6, 7, 8, 9]), {});
    const counts = [1, 100, 50, 30, 20, 10, 2];
    const accuracies = tailAccuracies(evaluation, counts);
    near(accuracies.headAccuracy, 1 - 3 / 20);
    near(accuracies.middleAccuracy, 1 - (3 + 4 + 5) / 30);
    near(accuracies.tailAccuracy, 1 - 10 / 20);
  });
});
