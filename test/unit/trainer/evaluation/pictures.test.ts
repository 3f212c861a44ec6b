import assert from 'node:assert/strict';
import { picturesOf } from '../../../../src/trainer/evaluation/keep-answers';

const split = (count: number, ...values: number[]) => ({
  count,
  images: Float32Array.from(values),
  labels: new Int32Array(count),
});

describe('the pictures that a run keeps', () => {
  it('are the bytes that the data set was read from', () => {
    const bytes = Array.from({ length: 256 }, (_, value) => value);
    const { shape, values } = picturesOf(split(1, ...bytes.map((value) => value / 255)), [16, 16, 1]);
    assert.deepEqual([shape, [...values]], [[16, 16, 1], bytes]);
  });

  it('stay within what a byte holds', () => {
    assert.deepEqual([...picturesOf(split(1, -1, 2, 0.5), [1, 3, 1]).values], [0, 255, 128]);
  });

  it('are made smaller, each channel by itself, where they would be too large', () => {
    // Two pictures of 2×5 with two channels; the last column has no square of its own.
    const one = [0, 9, 10, 9, 4, 9, 4, 9, 90, 9, 20, 9, 30, 9, 4, 9, 4, 9, 90, 9];
    const other = one.map((value) => value + 100);
    const images = [...one, ...other].map((value) => value / 255);
    const { shape, values } = picturesOf(split(2, ...images), [2, 5, 2], undefined, 12);
    assert.deepEqual(shape, [1, 2, 2]);
    assert.deepEqual([...values], [15, 9, 4, 9, 115, 109, 104, 109]);
  });
});
