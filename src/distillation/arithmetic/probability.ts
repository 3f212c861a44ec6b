import type { Arithmetic, NamedFormula } from './arithmetic';
import { apply } from './named';

/** A number far below any logit: its exponential is 0 and, unlike −∞, its product with 0 is 0. */
export const farBelow = -1e9;

/** Formulas that are used by name, so that an arithmetic that writes may write them as functions or has them already. */
export const namedFormulas = {
  logAddExp: {
    name: 'log add exp',
    summary: 'log(exp(left) + exp(right)) without overflow.',
    parameters: ['left', 'right'],
  },
  logSumExp: { name: 'log sum exp', summary: 'log Σ exp of each row, without overflow.', parameters: ['logits'] },
  divergence: {
    name: 'kl divergence',
    summary: 'KL(p ‖ q) of each row, from log-probabilities.',
    parameters: ['log p', 'log q'],
  },
  entropy: {
    name: 'entropy',
    summary: 'The entropy of each row in nats, from log-probabilities.',
    parameters: ['log p'],
  },
  confidence: {
    name: 'confidence',
    summary: 'The largest probability of each row at T = 1.',
    parameters: ['logits'],
  },
  meanOfBatch: {
    name: 'mean of batch',
    summary: 'The mean over the rows of a batch, by their weights.',
    parameters: ['weights', 'values'],
  },
  meanOfRow: { name: 'mean of row', summary: 'The mean of each row.', parameters: ['values'] },
  standardDeviation: {
    name: 'standard deviation',
    summary: 'The unbiased standard deviation of each row, never 0, so that its gradient is finite.',
    parameters: ['values'],
  },
  logLikelihood: {
    name: 'log likelihood',
    summary: 'The log-probability of the label in each row at T = 1.',
    parameters: ['labels', 'logits'],
  },
} as const satisfies Readonly<Record<string, NamedFormula>>;

/** log(exp(left) + exp(right)) without overflow. */
export function logAddExp<Value>(of: Arithmetic<Value>, left: Value, right: Value): Value {
  return apply<Value>(of, namedFormulas.logAddExp, [left, right], () => {
    const most = of.detach(of.maximum(left, right));
    const sum = of.add(of.exp(of.subtract(left, most)), of.exp(of.subtract(right, most)));
    return of.add(most, of.log(sum));
  });
}

/** log Σ exp of each row, [rows, 1], without overflow. */
export function logSumExp<Value>(of: Arithmetic<Value>, value: Value): Value {
  return apply<Value>(of, namedFormulas.logSumExp, [value], () => {
    const most = of.detach(of.maximumOfRow(value));
    return of.add(most, of.log(of.sumOfRow(of.exp(of.subtract(value, most)))));
  });
}

/** KL(p ‖ q) of each row from log-probabilities, [rows, 1]. */
export function divergence<Value>(of: Arithmetic<Value>, logP: Value, logQ: Value): Value {
  return apply<Value>(of, namedFormulas.divergence, [logP, logQ], (p, q) =>
    of.sumOfRow(of.multiply(of.exp(p), of.subtract(p, q))),
  );
}

/** The mean over the rows of a batch, by weights that sum to 1. A batch that comes in parts needs it of all of them. */
export function meanOfBatch<Value>(of: Arithmetic<Value>, weights: Value, values: Value): Value {
  return apply<Value>(of, namedFormulas.meanOfBatch, [weights, values], (shares, numbers) =>
    of.sumOfColumn(of.multiply(shares, numbers)),
  );
}

/** The entropy of each row from log-probabilities, in nats, [rows, 1]. */
export function entropy<Value>(of: Arithmetic<Value>, logP: Value): Value {
  return apply<Value>(of, namedFormulas.entropy, [logP], (p) =>
    of.subtract(of.constant(0), of.sumOfRow(of.multiply(of.exp(p), p))),
  );
}

/** The largest probability of each row of logits at T = 1, [rows, 1]. */
export function confidence<Value>(of: Arithmetic<Value>, logits: Value): Value {
  return apply<Value>(of, namedFormulas.confidence, [logits], (value) => of.maximumOfRow(of.exp(of.logSoftmax(value))));
}

/** The log-probability of the label in each row of logits at T = 1, [rows, 1]; 0 where a row has no label. */
export function logLikelihood<Value>(of: Arithmetic<Value>, labels: Value, logits: Value): Value {
  return apply<Value>(of, namedFormulas.logLikelihood, [labels, logits], (hot, value) =>
    of.sumOfRow(of.multiply(hot, of.logSoftmax(value))),
  );
}

/** The mean of each row, [rows, 1]. */
export function meanOfRow<Value>(of: Arithmetic<Value>, value: Value, classes: number): Value {
  return apply<Value>(of, namedFormulas.meanOfRow, [value], (row) =>
    of.multiply(of.sumOfRow(row), of.constant(1 / classes)),
  );
}

/** Below this a variance counts as none, so that the root's gradient stays finite. */
const minVariance = 1e-14;

/** The mean of each row and its unbiased standard deviation, both [rows, 1]. */
export function moments<Value>(of: Arithmetic<Value>, value: Value, classes: number): { mean: Value; std: Value } {
  const mean = meanOfRow(of, value, classes);
  const std = apply<Value>(of, namedFormulas.standardDeviation, [value], (row) => {
    const centred = of.subtract(row, mean);
    const variance = of.multiply(of.sumOfRow(of.multiply(centred, centred)), of.constant(1 / Math.max(classes - 1, 1)));
    return of.sqrt(of.maximum(variance, of.constant(minVariance)));
  });
  return { mean, std };
}
