import { entropy } from '../arithmetic/probability';
import { float64, matrix } from '../arithmetic/float64';

/** Softness of a teacher's outputs at a temperature, means over examples. */
export interface SoftTargetSummary {
  readonly temperature: number;
  /** In nats; ln(classes) is even. */
  readonly entropy: number;
  /** The largest probability. */
  readonly topMass: number;
  /** exp(entropy) of each example: how many classes share the answer. */
  readonly effectiveClasses: number;
}

/** Temperatures that are worth a look. */
const candidateTemperatures = [0.5, 1, 2, 3, 4, 6, 8, 12, 20] as const;

/** Softens a teacher's logits [rows, classes] at each temperature and measures the result. */
export function summarizeSoftTargets(
  logits: ArrayLike<number>,
  classes: number,
  temperatures: readonly number[] = candidateTemperatures,
): SoftTargetSummary[] {
  const rows = logits.length / classes;
  const whole = matrix(rows, classes, logits);
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / rows;
  return temperatures.map((temperature) => {
    const logs = float64.logSoftmax(float64.divide(whole, float64.constant(temperature)));
    const entropies = entropy(float64, logs).values;
    return {
      temperature,
      entropy: mean(entropies),
      topMass: mean(float64.exp(float64.maximumOfRow(logs)).values),
      effectiveClasses: mean(entropies.map(Math.exp)),
    };
  });
}
