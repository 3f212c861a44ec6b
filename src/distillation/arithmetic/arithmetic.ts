/**
 * The operations that the formulas of this room are written in: on matrices [rows, classes] that broadcast where one side has one row or one
 * column. The trainer gives tensors, which are traced and have gradients; `float64` gives plain numbers for previews.
 * So each formula exists once.
 */
export interface Arithmetic<Value> {
  /** A number, [1, 1]. */
  constant(value: number): Value;
  /** One row, [1, values.length]. */
  row(values: readonly number[]): Value;
  add(left: Value, right: Value): Value;
  subtract(left: Value, right: Value): Value;
  multiply(left: Value, right: Value): Value;
  divide(left: Value, right: Value): Value;
  power(base: Value, exponent: Value): Value;
  minimum(left: Value, right: Value): Value;
  maximum(left: Value, right: Value): Value;
  /** 1 where left > right, else 0; no gradient. A NaN is greater than nothing. */
  greater(left: Value, right: Value): Value;
  /** `left` where the condition is not 0, else `right`. */
  select(condition: Value, left: Value, right: Value): Value;
  exp(value: Value): Value;
  log(value: Value): Value;
  sqrt(value: Value): Value;
  abs(value: Value): Value;
  sin(value: Value): Value;
  cos(value: Value): Value;
  sigmoid(value: Value): Value;
  /** The sum of each row, [rows, 1]. */
  sumOfRow(value: Value): Value;
  /** The largest of each row, [rows, 1]. */
  maximumOfRow(value: Value): Value;
  /** The sum of each column, [1, classes]. */
  sumOfColumn(value: Value): Value;
  /** log softmax of each row, computed without overflow. */
  logSoftmax(value: Value): Value;
  /** The same value, through which no gradient flows. */
  detach(value: Value): Value;
  /** The same value, with a name for the readers of a written formula. Arithmetics that compute have no use for it. */
  named?(value: Value, name: string): Value;
  /** A formula of values, under a name of its own where formulas are written. Arithmetics that compute have no use for it. */
  apply?(formula: NamedFormula, values: readonly Value[], compute: (...values: Value[]) => Value): Value;
}

/** A formula that several others use. */
export interface NamedFormula {
  readonly name: string;
  /** One line, with the shape of its value. */
  readonly summary: string;
  readonly parameters: readonly string[];
}

/** The operations of formulas of time, all on single numbers. */
export type TimeArithmetic<Value> = Pick<
  Arithmetic<Value>,
  | 'constant'
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'power'
  | 'minimum'
  | 'maximum'
  | 'greater'
  | 'select'
  | 'cos'
  | 'named'
> & {
  /** The largest whole number that is not above the value. */
  floor(value: Value): Value;
  /** The rest of a division of positive numbers. */
  remainder(left: Value, right: Value): Value;
};
