import { readRow } from './rows';
import type { FrequencyParts } from './frequency-parts';

/** What logits reach against labels. */
export interface Evaluation {
  readonly accuracy: number;
  readonly errors: number;
  readonly count: number;
  /** The mean negative log-likelihood, in nats. */
  readonly crossEntropy: number;
  /** The expected calibration error over 15 bins. */
  readonly calibrationError: number;
  /** Examples and errors of each class; 1 − errors/examples is its recall. */
  readonly classExamples: readonly number[];
  readonly classErrors: readonly number[];
  /** The mean accuracy of the frequent, the middle and the rare classes, where the data is long-tailed. */
  readonly frequencyAccuracy?: FrequencyAccuracy;
}

export interface FrequencyAccuracy {
  readonly head: number;
  readonly middle: number;
  readonly tail: number;
}

/** Equal parts of 0 … 1 that confidences are sorted into: Guo et al. 2017, On Calibration of Modern Neural Networks. */
const calibrationBins = 15;

/** Measures logits [count, classes] against one label each. `parts` are the classes by frequency in long-tailed data. */
export function evaluate(
  logits: Float32Array,
  labels: Int32Array,
  classes: number,
  parts?: FrequencyParts,
): Evaluation {
  const count = labels.length;
  const classExamples = new Array<number>(classes).fill(0);
  const classErrors = new Array<number>(classes).fill(0);
  const calibration = new Calibration();
  let errors = 0;
  let crossEntropy = 0;
  for (let row = 0; row < count; row += 1) {
    const label = labels[row] ?? 0;
    const { choice, logSum } = readRow(logits, row * classes, classes);
    crossEntropy += logSum - (logits[row * classes + label] ?? Number.NaN);
    const isRight = choice === label;
    calibration.add(Math.exp((logits[row * classes + choice] ?? Number.NaN) - logSum), isRight);
    classExamples[label] = (classExamples[label] ?? 0) + 1;
    if (isRight) continue;
    errors += 1;
    classErrors[label] = (classErrors[label] ?? 0) + 1;
  }
  return {
    accuracy: 1 - errors / count,
    errors,
    count,
    crossEntropy: crossEntropy / count,
    calibrationError: calibration.error(),
    classExamples,
    classErrors,
    ...(parts === undefined ? {} : { frequencyAccuracy: accuracyOfParts(parts, classExamples, classErrors) }),
  };
}

/** Σ over bins (l, u] of |bin|/n · |accuracy − mean confidence|. */
class Calibration {
  private readonly counts = new Array<number>(calibrationBins).fill(0);
  /** Of each bin, right choices less confidences. */
  private readonly gaps = new Array<number>(calibrationBins).fill(0);

  add(confidence: number, isRight: boolean): void {
    const bin = Math.max(0, Math.min(calibrationBins, Math.ceil(confidence * calibrationBins)) - 1);
    this.counts[bin] = (this.counts[bin] ?? 0) + 1;
    this.gaps[bin] = (this.gaps[bin] ?? 0) + (isRight ? 1 : 0) - confidence;
  }

  error(): number {
    const total = this.counts.reduce((sum, count) => sum + count, 0);
    return this.gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / total;
  }
}

/** Each class counts alike, however many examples of it there are; a class without any is left out. */
function accuracyOfParts(
  { head, middle, tail }: FrequencyParts,
  examples: readonly number[],
  errors: readonly number[],
): FrequencyAccuracy {
  const mean = (part: readonly number[]): number => {
    const seen = part.filter((one) => (examples[one] ?? 0) > 0);
    return seen.reduce((sum, one) => sum + 1 - (errors[one] ?? 0) / (examples[one] ?? 1), 0) / seen.length;
  };
  return { head: mean(head), middle: mean(middle), tail: mean(tail) };
}
