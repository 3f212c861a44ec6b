import type { Arithmetic } from './arithmetic';

/** Numbers in rows and columns, row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** A matrix of the given numbers, row by row. */
export function matrix(rows: number, columns: number, values: ArrayLike<number>): Matrix {
  return { rows, columns, values: Float64Array.from(values) };
}

/** The only number of a [1, 1] matrix, or its first. */
export function first({ values }: Matrix): number {
  return values[0] ?? Number.NaN;
}

type Binary = (left: number, right: number) => number;

function common(left: number, right: number): number {
  if (left !== right && left !== 1 && right !== 1) throw new RangeError(`${left} and ${right} do not broadcast`);
  return Math.max(left, right);
}

function binary(operation: Binary): (left: Matrix, right: Matrix) => Matrix {
  return (left, right) => {
    const rows = common(left.rows, right.rows);
    const columns = common(left.columns, right.columns);
    const values = new Float64Array(rows * columns);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        values[row * columns + column] = operation(at(left, row, column), at(right, row, column));
      }
    }
    return { rows, columns, values };
  };
}

function at({ rows, columns, values }: Matrix, row: number, column: number): number {
  return values[(rows === 1 ? 0 : row * columns) + (columns === 1 ? 0 : column)] ?? Number.NaN;
}

function unary(operation: (value: number) => number): (value: Matrix) => Matrix {
  return ({ rows, columns, values }) => ({ rows, columns, values: values.map(operation) });
}

function ofRows(reduce: (row: Float64Array) => number): (value: Matrix) => Matrix {
  return ({ rows, columns, values }) => ({
    rows,
    columns: 1,
    values: Float64Array.from({ length: rows }, (_, row) =>
      reduce(values.subarray(row * columns, (row + 1) * columns)),
    ),
  });
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), -Infinity);
const subtract = binary((left, right) => left - right);
const exp = unary(Math.exp);
const log = unary(Math.log);

function logSoftmax(value: Matrix): Matrix {
  const shifted = subtract(value, ofRows(largest)(value));
  return subtract(shifted, log(ofRows(sum)(exp(shifted))));
}

/** The formulas' arithmetic in plain numbers, double precision; without gradients. */
export const float64: Arithmetic<Matrix> = {
  constant: (value) => matrix(1, 1, [value]),
  row: (values) => matrix(1, values.length, values),
  add: binary((left, right) => left + right),
  subtract,
  multiply: binary((left, right) => left * right),
  divide: binary((left, right) => left / right),
  power: binary((base, exponent) => base ** exponent),
  minimum: binary(Math.min),
  maximum: binary(Math.max),
  greater: binary((left, right) => (left > right ? 1 : 0)),
  select: (condition, left, right) => {
    const rows = common(condition.rows, common(left.rows, right.rows));
    const columns = common(condition.columns, common(left.columns, right.columns));
    const values = Float64Array.from({ length: rows * columns }, (_, index) => {
      const [row, column] = [Math.floor(index / columns), index % columns];
      return at(at(condition, row, column) === 0 ? right : left, row, column);
    });
    return { rows, columns, values };
  },
  exp,
  log,
  sqrt: unary(Math.sqrt),
  abs: unary(Math.abs),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  sigmoid: unary((value) => 1 / (1 + Math.exp(-value))),
  sumOfRow: ofRows(sum),
  maximumOfRow: ofRows(largest),
  sumOfColumn: (value) => ({
    rows: 1,
    columns: value.columns,
    values: Float64Array.from({ length: value.columns }, (_, column) => {
      let total = 0;
      for (let row = 0; row < value.rows; row += 1) total += at(value, row, column);
      return total;
    }),
  }),
  logSoftmax,
  detach: (value) => value,
};
