/** How many numbers a value of a shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Whether two shapes have the same lengths. */
export function equalShapes(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((length, index) => length === other[index]);
}
