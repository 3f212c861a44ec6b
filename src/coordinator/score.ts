import { readEvents, type EvaluationEvent } from '../runs';
import { goalMetrics, type Curve, type GoalMetric, type SweepOptions } from '../sweeps';

/** Highest number of epochs of a curve, which takes some megabytes. */
const maxEpochs = 1_000_000;

/**
 * A run's results on the validation split by epoch, from 1.
 * @param epochs of the run's training: a log that came with a clone may name any epoch, and those beyond count for nothing
 */
export function readCurve(runFolder: string, goal: SweepOptions['goal'], epochs: number): Curve {
  const curve: (number | undefined)[] = [];
  for (const event of readEvents(runFolder).events) {
    if (event.type !== 'evaluation' || event.phase !== 'student' || event.split !== 'validation') continue;
    const epoch = Math.round(event.epoch);
    if (epoch >= 1 && epoch <= Math.min(epochs, maxEpochs)) curve[epoch - 1] = scoreOf(event, goal);
  }
  return Array.from(curve, (score) => score);
}

/** A result by the goal, of which less is better; undefined where the evaluation lacks it or it is not finite. */
function scoreOf(
  evaluation: EvaluationEvent,
  { metric, direction = goalMetrics[metric] }: SweepOptions['goal'],
): number | undefined {
  const value = valueOf(evaluation, metric);
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return direction === 'max' ? -value : value;
}

/** The value of a metric from a score. */
export function valueOfScore(score: number, { metric, direction = goalMetrics[metric] }: SweepOptions['goal']): number {
  return direction === 'max' ? -score : score;
}

function valueOf(evaluation: EvaluationEvent, metric: GoalMetric): number | undefined {
  switch (metric) {
    case 'validation.accuracy':
      return evaluation.accuracy;
    case 'validation.nll':
      return evaluation.crossEntropy;
    case 'validation.calibration':
      return evaluation.calibrationError;
    case 'validation.balancedAccuracy':
      return meanRecall(evaluation);
  }
}

/** The mean share of right examples over the classes that have any. */
function meanRecall({ classCounts = [], classErrors = [] }: EvaluationEvent): number | undefined {
  const recalls = classCounts.flatMap((count, at) => (count === 0 ? [] : [1 - (classErrors[at] ?? 0) / count]));
  return recalls.length === 0 ? undefined : recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}
