/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Whether two shapes have the same lengths. */
export function equalShapes(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((length, index) => length === other[index]);
}

/** Whether a shape is a matrix's that differs from its transpose in memory: that of a row or a column does not. */
export function isMatrix(shape: readonly number[]): boolean {
  return shape.length === 2 && shape.every((length) => length > 1);
}
