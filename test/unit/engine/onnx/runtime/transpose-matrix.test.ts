import assert from 'node:assert/strict';
import { transposeMatrix } from '../../../../../src/engine/onnx/runtime/transpose-matrix';
import { normal } from '../../agreement';

describe('transposing a matrix', () => {
  it('exchanges rows and columns, whatever their number', () => {
    for (const [rows, columns] of [
      [1, 5],
      [7, 3],
      [64, 64],
      [100, 33],
    ] as const) {
      const { values } = normal([rows, columns], rows);
      const transposed = transposeMatrix(values as Float32Array, [rows, columns]);
      for (let place = 0; place < values.length; place += 1) {
        const [row, column] = [Math.floor(place / columns), place % columns];
        assert.equal(transposed[column * rows + row], values[place]);
      }
    }
  });
});
