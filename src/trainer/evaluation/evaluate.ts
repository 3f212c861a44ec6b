import type { Split } from '../../data';
import type { Evaluation, TeacherAgreement } from '../../runs';
import { chosenClasses, logProbabilities, probabilitiesOf } from './logits';

/** Bins of equal width that confidences are sorted into, as in Guo et al. 2017. */
const bins = 15;

/**
 * Evaluates logits [count, classes] on a split: errors, accuracy, mean negative log-likelihood, expected calibration error
 * (Guo et al. 2017, arXiv:1706.04599, 15 bins), macro F1 and the errors of each class.
 */
export function evaluate(logits: Float32Array, { labels, count }: Split, classes: number): Evaluation {
  const choices = chosenClasses(logits, classes);
  const logs = logProbabilities(logits, classes);
  const calibration = new Calibration();
  const classCounts = new Array<number>(classes).fill(0);
  const classErrors = new Array<number>(classes).fill(0);
  const classChoices = new Array<number>(classes).fill(0);
  let [errors, crossEntropy] = [0, 0];
  labels.forEach((label, row) => {
    const choice = choices[row] ?? 0;
    const isRight = choice === label;
    crossEntropy -= logs[row * classes + label] ?? 0;
    calibration.add(Math.exp(logs[row * classes + choice] ?? 0), isRight);
    classCounts[label] = (classCounts[label] ?? 0) + 1;
    classChoices[choice] = (classChoices[choice] ?? 0) + 1;
    if (isRight) return;
    errors += 1;
    classErrors[label] = (classErrors[label] ?? 0) + 1;
  });
  return {
    accuracy: 1 - errors / count,
    errors,
    count,
    crossEntropy: crossEntropy / count,
    calibrationError: calibration.error(count),
    macroF1: macroF1(classCounts, classErrors, classChoices),
    classCounts,
    classErrors,
  };
}

/**
 * Mean of F1 = 2·right / (examples + choices) over the classes that have an example or were chosen, as scikit-learn averages.
 */
function macroF1(counts: readonly number[], errors: readonly number[], choices: readonly number[]): number {
  const scores = counts.flatMap((count, at) => {
    const sum = count + (choices[at] ?? 0);
    return sum === 0 ? [] : [(2 * (count - (errors[at] ?? 0))) / sum];
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Confidences in bins (0, 1/15], (1/15, 2/15], … with how often they were right. */
class Calibration {
  private readonly confidence = new Float64Array(bins);
  private readonly right = new Float64Array(bins);

  add(confidence: number, isRight: boolean): void {
    const bin = Math.min(Math.max(Math.ceil(confidence * bins) - 1, 0), bins - 1);
    this.confidence[bin] = (this.confidence[bin] ?? 0) + confidence;
    if (isRight) this.right[bin] = (this.right[bin] ?? 0) + 1;
  }

  error(count: number): number {
    return this.confidence.reduce((sum, value, bin) => sum + Math.abs(value - (this.right[bin] ?? 0)), 0) / count;
  }
}

/** Compares a student's logits with a teacher's on a split, both [count, classes]. */
export function compare(
  student: Float32Array,
  teacher: Float32Array,
  { labels, count }: Split,
  classes: number,
): TeacherAgreement {
  const [own, theirs] = [chosenClasses(student, classes), chosenClasses(teacher, classes)];
  let [same, wrong, sameWhereWrong] = [0, 0, 0];
  own.forEach((choice, row) => {
    const isSame = choice === theirs[row];
    const isWrong = theirs[row] !== labels[row];
    if (isSame) same += 1;
    if (isWrong) wrong += 1;
    if (isSame && isWrong) sameWhereWrong += 1;
  });
  const [logStudent, logTeacher] = [logProbabilities(student, classes), logProbabilities(teacher, classes)];
  const probabilities = probabilitiesOf(teacher, classes);
  let divergence = 0;
  for (let place = 0; place < logTeacher.length; place += 1) {
    const probability = probabilities[place] ?? 0;
    if (probability > 0) divergence += probability * ((logTeacher[place] ?? 0) - (logStudent[place] ?? 0));
  }
  return {
    agreement: same / count,
    ...(wrong === 0 ? {} : { agreementOnErrors: sameWhereWrong / wrong }),
    klAtOne: divergence / count,
  };
}

/** Accuracy over a part of the classes. */
function accuracyOf({ classCounts, classErrors }: Evaluation, chosen: readonly number[]): number {
  const sum = (values: readonly number[]): number => chosen.reduce((total, label) => total + (values[label] ?? 0), 0);
  return 1 - sum(classErrors) / sum(classCounts);
}

/**
 * Accuracy over the third of the classes with the most training examples, the middle and the last third; the middle takes
 * what does not divide. Absent where all classes are about as frequent, at most 2 : 1.
 */
export function tailAccuracies(
  evaluation: Evaluation,
  trainingCounts: readonly number[],
): Pick<Evaluation, 'headAccuracy' | 'middleAccuracy' | 'tailAccuracy'> {
  if (Math.max(...trainingCounts) <= 2 * Math.min(...trainingCounts)) return {};
  const byCount = trainingCounts.map((_, label) => label);
  byCount.sort((one, other) => (trainingCounts[other] ?? 0) - (trainingCounts[one] ?? 0) || one - other);
  const third = Math.floor(byCount.length / 3);
  if (third === 0) return {};
  return {
    headAccuracy: accuracyOf(evaluation, byCount.slice(0, third)),
    middleAccuracy: accuracyOf(evaluation, byCount.slice(third, -third)),
    tailAccuracy: accuracyOf(evaluation, byCount.slice(-third)),
  };
}
