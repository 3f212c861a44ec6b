import type { Arithmetic, NamedFormula } from './arithmetic';

/** The same value, named where formulas are written: `named(of, value, 'teacher log-probabilities')`. */
export function named<Value>(of: Pick<Arithmetic<Value>, 'named'>, value: Value, name: string): Value {
  return of.named === undefined ? value : of.named(value, name);
}

/** A parameter of a formula, which is a named constant where formulas are written. */
export function parameter<Value>(
  of: Pick<Arithmetic<Value>, 'constant' | 'named'>,
  name: string,
  value: number,
): Value {
  return named(of, of.constant(value), name);
}

/** The value of a formula, which is a function of its own where formulas are written. */
export function apply<Value>(
  of: Arithmetic<Value>,
  formula: NamedFormula,
  values: readonly Value[],
  compute: (...values: Value[]) => Value,
): Value {
  return of.apply === undefined ? compute(...values) : of.apply(formula, values, compute);
}
