import assert from 'node:assert/strict';
import { float16ToNumber, numberToFloat16 } from '../../../src/float16';

describe('half precision', () => {
  it('is read to the bit: zeros, subnormal and normal numbers, infinities and NaN', () => {
    const cases: readonly [bits: number, value: number][] = [
      [0x0000, 0],
      [0x8000, -0],
      [0x0001, 2 ** -24],
      [0x03ff, 1023 * 2 ** -24],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x7c00, Infinity],
      [0xfc00, -Infinity],
      [0x7e00, Number.NaN],
    ];
    for (const [bits, value] of cases) assert.ok(Object.is(float16ToNumber(bits), value), bits.toString(16));
  });

  it('is written to the nearest: each number of 16 bits comes back, ties go to the even one', () => {
    for (let bits = 0; bits < 0x10000; bits += 1) {
      const value = float16ToNumber(bits);
      if (!Number.isNaN(value)) assert.equal(numberToFloat16(value), bits, bits.toString(16));
    }
    assert.ok(Number.isNaN(float16ToNumber(numberToFloat16(Number.NaN))));
    const cases: readonly [value: number, bits: number][] = [
      [1 + 2 ** -11, 0x3c00],
      [1 + 3 * 2 ** -11, 0x3c02],
      [1 + 2 ** -11 + 2 ** -20, 0x3c01],
      [2 ** -25, 0x0000],
      [1.5 * 2 ** -24, 0x0002],
      [2 - 2 ** -12, 0x4000],
      [65519, 0x7bff],
      [65520, 0x7c00],
      [-1e9, 0xfc00],
    ];
    for (const [value, bits] of cases) assert.equal(numberToFloat16(value), bits, String(value));
  });
});
