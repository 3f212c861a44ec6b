import type { Arithmetic } from './arithmetic';

/** A number far below any logit: its exponential is 0 and, unlike −∞, its product with 0 is 0. */
export const farBelow = -1e9;

/** log(exp(left) + exp(right)) without overflow. */
export function logAddExp<Value>(of: Arithmetic<Value>, left: Value, right: Value): Value {
  const most = of.detach(of.maximum(left, right));
  const sum = of.add(of.exp(of.subtract(left, most)), of.exp(of.subtract(right, most)));
  return of.add(most, of.log(sum));
}

/** log Σ exp of each row, [rows, 1], without overflow. */
export function logSumExp<Value>(of: Arithmetic<Value>, value: Value): Value {
  const most = of.detach(of.maximumOfRow(value));
  return of.add(most, of.log(of.sumOfRow(of.exp(of.subtract(value, most)))));
}

/** KL(p ‖ q) of each row from log-probabilities, [rows, 1]. */
export function divergence<Value>(of: Arithmetic<Value>, logP: Value, logQ: Value): Value {
  return of.sumOfRow(of.multiply(of.exp(logP), of.subtract(logP, logQ)));
}

/** The entropy of each row from log-probabilities, in nats, [rows, 1]. */
export function entropy<Value>(of: Arithmetic<Value>, logP: Value): Value {
  return of.subtract(of.constant(0), of.sumOfRow(of.multiply(of.exp(logP), logP)));
}

/** The largest probability of each row of logits at T = 1, [rows, 1]. */
export function confidence<Value>(of: Arithmetic<Value>, logits: Value): Value {
  return of.maximumOfRow(of.exp(of.logSoftmax(logits)));
}

/** Below this a variance counts as none, so that the root's gradient stays finite. */
const leastVariance = 1e-14;

/** The mean of each row and its unbiased standard deviation, both [rows, 1]. */
export function moments<Value>(of: Arithmetic<Value>, value: Value, classes: number): { mean: Value; std: Value } {
  const mean = of.multiply(of.sumOfRow(value), of.constant(1 / classes));
  const centred = of.subtract(value, mean);
  const variance = of.multiply(of.sumOfRow(of.multiply(centred, centred)), of.constant(1 / Math.max(classes - 1, 1)));
  return { mean, std: of.sqrt(of.maximum(variance, of.constant(leastVariance))) };
}
