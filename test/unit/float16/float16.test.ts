import assert from 'node:assert/strict';
import { float16ToNumber } from '../../../src/float16';

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
});
