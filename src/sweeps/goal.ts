import { goalMetrics, type GoalMetric, type SweepOptions } from './schema';

/** Results of an evaluation from which goals are read. */
export interface GoalResults {
  readonly accuracy: number;
  readonly crossEntropy: number;
  readonly calibrationError?: number | undefined;
  readonly macroF1?: number | undefined;
  readonly classCounts?: readonly number[] | undefined;
  readonly classErrors?: readonly number[] | undefined;
}

/** The value of a goal's metric in an evaluation; undefined where the evaluation lacks it or it is not finite. */
export function goalValue(results: GoalResults, metric: GoalMetric): number | undefined {
  const value = valueOf(results, metric);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** The direction of a goal: its own, or that of its metric. */
export function directionOf({ metric, direction }: SweepOptions['goal']): 'max' | 'min' {
  return direction ?? goalMetrics[metric];
}

function valueOf(results: GoalResults, metric: GoalMetric): number | undefined {
  switch (metric) {
    case 'validation.accuracy':
      return results.accuracy;
    case 'validation.nll':
      return results.crossEntropy;
    case 'validation.calibration':
      return results.calibrationError;
    case 'validation.macroF1':
      return results.macroF1;
    case 'validation.balancedAccuracy':
      return meanRecall(results);
  }
}

/** The mean share of right examples over the classes that have any. */
function meanRecall({ classCounts = [], classErrors = [] }: GoalResults): number | undefined {
  const recalls = classCounts.flatMap((count, at) => (count === 0 ? [] : [1 - (classErrors[at] ?? 0) / count]));
  return recalls.length === 0 ? undefined : recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}
