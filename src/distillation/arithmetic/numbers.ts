import type { TimeArithmetic } from './arithmetic';

/** The arithmetic of formulas of time in plain numbers, double precision. */
export const numbers: TimeArithmetic<number> = {
  constant: (value) => value,
  add: (left, right) => left + right,
  subtract: (left, right) => left - right,
  multiply: (left, right) => left * right,
  divide: (left, right) => left / right,
  power: (base, exponent) => base ** exponent,
  minimum: Math.min,
  maximum: Math.max,
  greater: (left, right) => (left > right ? 1 : 0),
  select: (condition, left, right) => (condition === 0 ? right : left),
  cos: Math.cos,
  floor: Math.floor,
  remainder: (left, right) => left % right,
};
