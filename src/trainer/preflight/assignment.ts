/**
 * The assignment of rows to columns with the smallest sum of costs [size, size], by the Hungarian method with potentials in
 * O(size³) (Kuhn 1955; Jonker and Volgenant 1987): the column of each row.
 */
export function bestAssignment(costs: Float64Array, size: number): Int32Array {
  const rowPotential = new Float64Array(size + 1);
  const columnPotential = new Float64Array(size + 1);
  /** Row of each column; place 0 stands for the row that is being assigned. */
  const rowOf = new Int32Array(size + 1);
  for (let row = 1; row <= size; row += 1) {
    rowOf[0] = row;
    augmentPath({ costs, size, rowPotential, columnPotential, rowOf });
  }
  const columnOf = new Int32Array(size);
  for (let column = 1; column <= size; column += 1) columnOf[(rowOf[column] ?? 1) - 1] = column - 1;
  return columnOf;
}

interface State {
  readonly costs: Float64Array;
  readonly size: number;
  readonly rowPotential: Float64Array;
  readonly columnPotential: Float64Array;
  readonly rowOf: Int32Array;
}

/** Finds the shortest augmenting path for the row at place 0 and assigns along it. */
function augmentPath(state: State): void {
  const { size, rowOf } = state;
  const slack = new Float64Array(size + 1).fill(Infinity);
  const before = new Int32Array(size + 1);
  const isUsed = new Uint8Array(size + 1);
  let column = 0;
  do {
    isUsed[column] = 1;
    column = nextColumn(state, { slack, before, isUsed, column });
  } while (rowOf[column] !== 0);
  while (column !== 0) {
    const previous = before[column] ?? 0;
    rowOf[column] = rowOf[previous] ?? 0;
    column = previous;
  }
}

interface Search {
  readonly slack: Float64Array;
  readonly before: Int32Array;
  readonly isUsed: Uint8Array;
  readonly column: number;
}

/** Relaxes the row of a column, moves the potentials and gives the column of the least slack. */
function nextColumn(
  { costs, size, rowPotential, columnPotential, rowOf }: State,
  { slack, before, isUsed, column }: Search,
): number {
  const row = rowOf[column] ?? 0;
  let [least, next] = [Infinity, 0];
  for (let other = 1; other <= size; other += 1) {
    if (isUsed[other] === 1) continue;
    const cost = costs[(row - 1) * size + other - 1] ?? 0;
    const reduced = cost - (rowPotential[row] ?? 0) - (columnPotential[other] ?? 0);
    if (reduced < (slack[other] ?? 0)) {
      slack[other] = reduced;
      before[other] = column;
    }
    if ((slack[other] ?? 0) < least) [least, next] = [slack[other] ?? 0, other];
  }
  for (let other = 0; other <= size; other += 1) {
    if (isUsed[other] === 1) {
      const assigned = rowOf[other] ?? 0;
      rowPotential[assigned] = (rowPotential[assigned] ?? 0) + least;
      columnPotential[other] = (columnPotential[other] ?? 0) - least;
    } else slack[other] = (slack[other] ?? 0) - least;
  }
  return next;
}
