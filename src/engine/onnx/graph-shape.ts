/** Whether two shapes have the same lengths. */
export function equalShapes(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((length, index) => length === other[index]);
}
