/** Rows and columns of a tile, small enough for what is read and what is written to stay in the processor's caches. */
const tileSide = 32;

/** Transposes a matrix [rows, columns] in row-major order. */
export function transposeMatrix(values: Float32Array, [rows = 1, columns = 1]: readonly number[]): Float32Array {
  const transposed = new Float32Array(values.length);
  for (let top = 0; top < rows; top += tileSide) {
    for (let left = 0; left < columns; left += tileSide) {
      const [bottom, right] = [Math.min(top + tileSide, rows), Math.min(left + tileSide, columns)];
      for (let row = top; row < bottom; row += 1) {
        for (let column = left; column < right; column += 1) {
          transposed[column * rows + row] = values[row * columns + column] ?? 0;
        }
      }
    }
  }
  return transposed;
}
