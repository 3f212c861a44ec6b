/** Mean of values, and their sample standard deviation with n − 1. */
export interface MeanAndDeviation {
  readonly mean: number;
  readonly deviation: number;
}

/** The mean of values and their sample standard deviation; the first is not a number without values, the second below two. */
export function meanAndDeviation(values: readonly number[]): MeanAndDeviation {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
