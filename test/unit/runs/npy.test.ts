import assert from 'node:assert/strict';
import { decodeNpy, encodeNpy } from '../../../src/runs';

/** What `numpy.save(file, numpy.array([[1, 2, 3], [4, 5, 6]], dtype='<f4'))` of NumPy 1.24 writes. */
const fromNumpy = Buffer.concat([
  Buffer.from('\x93NUMPY\x01\x00v\x00', 'latin1'),
  Buffer.from(`${`{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.padEnd(117)}\n`, 'latin1'),
  Buffer.from(new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer)),
]);

describe('.npy files', () => {
  it('are written as NumPy writes them', () => {
    const bytes = encodeNpy({ shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) });
    assert.deepEqual(Buffer.from(bytes), fromNumpy);
  });

  it('are read as NumPy wrote them, also from the middle of a buffer', () => {
    const shifted = Buffer.concat([Buffer.from('x'), fromNumpy]).subarray(1);
    const { shape, values } = decodeNpy(shifted, 'a.npy');
    assert.deepEqual(
      [shape, [...values]],
      [
        [2, 3],
        [1, 2, 3, 4, 5, 6],
      ],
    );
  });

  it('keep a vector a vector', () => {
    const { shape } = decodeNpy(encodeNpy({ shape: [3], values: new Float32Array(3) }), 'a.npy');
    assert.deepEqual(shape, [3]);
  });

  it('are refused at every length but the whole', () => {
    for (let length = 0; length < fromNumpy.length; length += 1) {
      assert.throws(() => decodeNpy(fromNumpy.subarray(0, length), 'a.npy'), /a\.npy/, `${length} bytes`);
    }
  });

  const changed = (from: string, to: string): Buffer =>
    Buffer.from(fromNumpy.toString('latin1').replace(from, to), 'latin1');
  for (const [what, bytes, message] of [
    ['float64', changed('<f4', '<f8'), /'<f8'; save it as little-endian float32/],
    ['column-major order', changed('False', 'True '), /column-major order; save numpy.ascontiguousarray/],
    ['a newer version', changed('NUMPY\x01', 'NUMPY\x03'), /version 3 is not read/],
    ['a shape that does not fit', changed('(2, 3)', '(2, 9)'), /promises 72 bytes, 24 are there/],
  ] as const) {
    it(`refuse ${what}`, () => assert.throws(() => decodeNpy(bytes, 'a.npy'), message));
  }
});
