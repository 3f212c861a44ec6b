import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { decodeNpy, decodeNpyBytes, decodeNpyIntegers, encodeNpy } from '../../../../src/runs';

/** Bytes that `numpy.save(file, numpy.array([[1, 2, 3], [4, 5, 6]], dtype='<f4'))` of NumPy 1.24 writes. */
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

  /** As `numpy.save` writes an array of these numbers and this description. */
  const saved = (descr: string, shape: string, numbers: ArrayLike<number> & NodeJS.ArrayBufferView): Buffer =>
    Buffer.concat([
      Buffer.from('\x93NUMPY\x01\x00v\x00', 'latin1'),
      Buffer.from(`${`{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117)}\n`, 'latin1'),
      Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength),
    ]);

  it('hold labels as int32 and pictures as uint8', () => {
    const labels = Int32Array.of(7, 0, 999_999);
    const pictures = Uint8Array.of(0, 255, 3, 4);
    assert.deepEqual(Buffer.from(encodeNpy({ shape: [3], values: labels })), saved('<i4', '(3,)', labels));
    assert.deepEqual(
      Buffer.from(encodeNpy({ shape: [1, 2, 2], values: pictures })),
      saved('|u1', '(1, 2, 2)', pictures),
    );
    assert.deepEqual(decodeNpyIntegers(saved('<i4', '(3,)', labels), 'a.npy'), { shape: [3], values: labels });
    const read = decodeNpyBytes(saved('|u1', '(1, 2, 2)', pictures), 'a.npy');
    assert.deepEqual([read.shape, [...read.values]], [[1, 2, 2], [...pictures]]);
    assert.throws(() => decodeNpyIntegers(saved('|u1', '(3,)', labels), 'a.npy'), /'\|u1'; save it as .*int32/);
    assert.throws(() => decodeNpyBytes(saved('|u1', '(3, 9)', pictures), 'a.npy'), /promises 27 bytes, 4 are there/);
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

interface SavedArray {
  readonly name: string;
  readonly kind: 'float32' | 'int32' | 'uint8';
  readonly shape: readonly number[];
  readonly values: readonly string[];
  readonly file: string;
}

describe('.npy files that NumPy saved', () => {
  const { cases } = JSON.parse(readFileSync('test/fixtures/evaluation/npy.json', 'utf8')) as { cases: SavedArray[] };
  const numbersOf = ({ kind, values }: SavedArray): Float32Array | Int32Array | Uint8Array => {
    const numbers = values.map((text) => Number(text.replace('inf', 'Infinity')));
    if (kind === 'float32') return Float32Array.from(numbers);
    return kind === 'int32' ? Int32Array.from(numbers) : Uint8Array.from(numbers);
  };
  const readers = { float32: decodeNpy, int32: decodeNpyIntegers, uint8: decodeNpyBytes } as const;

  for (const saved of cases) {
    it(`are read, and written byte by byte: ${saved.name}`, () => {
      const file = Buffer.from(saved.file, 'base64');
      const { shape, values } = readers[saved.kind](file, 'saved.npy');
      assert.deepEqual(shape, saved.shape);
      assert.deepEqual([...values], [...numbersOf(saved)]);
      // Their bits, as they are: a session of ONNX Runtime in another test's file makes this thread take subnormal numbers for zero.
      assert.deepEqual(Buffer.from(encodeNpy({ shape, values })), file);
    });
  }
  it('are of every kind that runs keep', () =>
    assert.deepEqual([...new Set(cases.map(({ kind }) => kind))].sort(), ['float32', 'int32', 'uint8']));
});
