import assert from 'node:assert/strict';
import { Generator } from '../../../../src/data';
import { isLikeTanh, meaningOf, type AnswersMeaning } from '../../../../src/trainer/networks/answers-meaning';

const [rows, classes] = [40, 5];
const generator = new Generator(8);
const logits = Float32Array.from({ length: rows * classes }, () => 4 * generator.nextNormal());

/** Answers of all rows, each made of its row of logits. */
function perRow(make: (row: number[]) => number[], count = rows): Float32Array {
  return Float32Array.from(
    Array.from({ length: count }, (_, row) =>
      make(Array.from(logits.subarray(row * classes, (row + 1) * classes))),
    ).flat(),
  );
}
const exponentials = (row: number[]): number[] => row.map((value) => Math.exp(value - Math.max(...row)));
const softmax = (row: number[]): number[] => {
  const parts = exponentials(row);
  const sum = parts.reduce((total, value) => total + value, 0);
  return parts.map((value) => value / sum);
};
const sigmoid = (row: number[]): number[] => row.map((value) => 1 / (1 + Math.exp(-value)));
/** Rounded as float16 rounds a number below 1. */
const coarse = (value: number): number => Math.round(value * 2048) / 2048;
const hot = (row: number[]): number[] => row.map((value) => (value === Math.max(...row) ? 1 : 0));

describe('the meaning of answers', () => {
  const cases: [title: string, answers: Float32Array, meaning: AnswersMeaning][] = [
    ['logits', logits, 'logits'],
    ['logits that are all above 0', perRow((row) => row.map((value) => value + 100)), 'logits'],
    ['logits that are all below 0', perRow((row) => row.map((value) => value - 100)), 'logits'],
    ['small logits between 0 and 1', perRow((row) => row.map((value) => 0.1 + Math.abs(value) / 50)), 'logits'],
    ['zeros', perRow((row) => row.map(() => 0)), 'logits'],
    [
      'logits whose rows sum to 0',
      perRow((row) => row.map((value, place) => value - (row[(place + 1) % classes] ?? 0))),
      'logits',
    ],
    [
      'logits whose rows sum to 1',
      perRow((row) => [...row.slice(1), 1 - row.slice(1).reduce((sum, value) => sum + value, 0)]),
      'logits',
    ],
    ['probabilities', perRow(softmax), 'probabilities'],
    ['probabilities in float16', perRow((row) => softmax(row).map(coarse)), 'probabilities'],
    ['one-hot answers', perRow(hot), 'probabilities'],
    ['probabilities of one example', perRow(softmax, 1), 'probabilities'],
    ['probabilities × 100', perRow((row) => softmax(row).map((value) => 100 * value)), 'percentages'],
    ['log-probabilities', perRow((row) => softmax(row).map(Math.log)), 'log-probabilities'],
    ['those of a sigmoid', perRow(sigmoid), 'independent'],
    ['those of a sigmoid for few examples', perRow(sigmoid, 5), 'logits'],
    ['numbers with one that is none', logits.map((value, place) => (place === 7 ? Number.NaN : value)), 'logits'],
    [
      'probabilities with a number that is none',
      perRow(softmax).map((value, place) => (place === 7 ? Number.NaN : value)),
      'logits',
    ],
    ['nothing', new Float32Array(), 'logits'],
  ];
  for (const [title, answers, meaning] of cases) {
    it(`of ${title}: ${meaning}`, () => assert.equal(meaningOf(answers, classes), meaning));
  }

  it('is like that behind a tanh where all numbers lie between −1 and 1 and come near both', () => {
    assert.ok(
      isLikeTanh(
        perRow((row) => row.map(Math.tanh)),
        classes,
      ),
    );
    assert.ok(!isLikeTanh(logits, classes));
    assert.ok(!isLikeTanh(perRow(sigmoid), classes));
    assert.ok(
      !isLikeTanh(
        perRow((row) => row.map((value) => value / 100)),
        classes,
      ),
    );
    assert.ok(
      !isLikeTanh(
        perRow((row) => row.map(Math.tanh), 5),
        classes,
      ),
    );
  });
});
