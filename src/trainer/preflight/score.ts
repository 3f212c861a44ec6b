import { meanAndDeviation } from '../../statistics';
import { chosenClasses, logProbabilities } from '../evaluation';
import { inDataOrder } from '../networks/teacher-adapter';
import { bestAssignment } from './assignment';

/** Result of one reading on the examples of a preflight. */
export interface Score {
  /** Negative log-likelihood of each example's label, in nats. */
  readonly losses: Float64Array;
  /** 1 where the class is wrong. */
  readonly isWrong: Uint8Array;
  readonly errors: number;
  /** Mean of the losses. */
  readonly crossEntropy: number;
  /** Class of each output, where another order than the requested one is right. */
  readonly order?: Int32Array;
}

/** Labels of the examples, and whether an order of classes may be looked for. */
export interface Labelled {
  readonly labels: Int32Array;
  readonly classes: number;
  readonly triesOrder: boolean;
}

/** Scores answers as logits [count, classes]; by another order of classes where that is clearly better. */
export function scoreAnswers(answers: Float32Array, labelled: Labelled): Score {
  const plain = scoreInOrder(answers, labelled);
  if (!labelled.triesOrder) return plain;
  const order = assignedOrder(answers, labelled);
  if (order.every((label, output) => label === output)) return plain;
  const assigned = { ...scoreInOrder(inDataOrder(answers, order), labelled), order };
  return isClearlyBetter(assigned, plain) ? assigned : plain;
}

function scoreInOrder(logits: Float32Array, { labels, classes }: Labelled): Score {
  const logs = logProbabilities(logits, classes);
  const choices = chosenClasses(logits, classes);
  const losses = new Float64Array(labels.length).map((_, row) => boundedLoss(logs[row * classes + (labels[row] ?? 0)]));
  const isWrong = new Uint8Array(labels.length).map((_, row) => (choices[row] === labels[row] ? 0 : 1));
  return {
    ...{ losses, isWrong },
    errors: isWrong.reduce((sum, wrong) => sum + wrong, 0),
    crossEntropy: losses.reduce((sum, loss) => sum + loss, 0) / labels.length,
  };
}

/** Loss of one example beyond which it counts no more: a few absurd ones must not hide all others in the deviation. */
const maxLoss = 50;

/** Loss by a log-probability; numbers that are not finite count as the largest. */
const boundedLoss = (log = 0): number => (Number.isFinite(log) ? Math.min(-log, maxLoss) : maxLoss);

/** The order of classes with the smallest sum of losses. */
function assignedOrder(answers: Float32Array, { labels, classes }: Labelled): Int32Array {
  const logs = logProbabilities(answers, classes);
  const costs = new Float64Array(classes * classes);
  labels.forEach((label, row) => {
    for (let output = 0; output < classes; output += 1) {
      const place = output * classes + label;
      costs[place] = (costs[place] ?? 0) + boundedLoss(logs[row * classes + output]);
    }
  });
  return bestAssignment(costs, classes);
}

/** Least t of the paired difference of losses: a sigmoid gains 5 by a wrong reading, a network in training mode 6. */
const minT = 8;
/** Least errors that a better reading saves. */
const minSaved = 3;

/**
 * True where one reading is better beyond doubt: by the paired difference of the losses, and with clearly fewer errors, two
 * deviations of what the examples that change sides would do by chance.
 */
export function isClearlyBetter(one: Score, other: Score): boolean {
  let [gained, lost] = [0, 0];
  one.isWrong.forEach((wrong, row) => {
    if (wrong === 0 && other.isWrong[row] === 1) gained += 1;
    if (wrong === 1 && other.isWrong[row] === 0) lost += 1;
  });
  const isFewer = gained - lost >= Math.max(minSaved, 2 * Math.sqrt(gained + lost));
  return isFewer && tOfLosses(one, other) >= minT;
}

/** t of the paired difference of two readings' losses; above 0 where the first has smaller ones. */
export function tOfLosses({ losses }: Score, other: Score): number {
  const differences = Array.from(losses, (loss, row) => (other.losses[row] ?? 0) - loss);
  const { mean, deviation } = meanAndDeviation(differences);
  // One difference or equal ones have no deviation: any is then beyond doubt.
  return mean / Math.max((deviation || 0) / Math.sqrt(differences.length), 1e-12);
}
