/** So many rows and columns at a time, so that what is read and what is written stay in the processor's caches. */
const side = 32;

/** A matrix [rows, columns], row by row, as [columns, rows]. */
export function transposed(values: Float32Array, [rows = 1, columns = 1]: readonly number[]): Float32Array {
  const turned = new Float32Array(values.length);
  for (let top = 0; top < rows; top += side) {
    for (let left = 0; left < columns; left += side) {
      const [bottom, right] = [Math.min(top + side, rows), Math.min(left + side, columns)];
      for (let row = top; row < bottom; row += 1) {
        for (let column = left; column < right; column += 1) {
          turned[column * rows + row] = values[row * columns + column] ?? 0;
        }
      }
    }
  }
  return turned;
}
