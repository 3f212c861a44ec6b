import { splitOf, type RunSummary } from '../runs';
import { goalValue } from '../sweeps';
import { formatCount, formatDuration, formatLoss, formatPercent, formatPoints, missing } from '../wording';

/** A result by which runs are compared. */
export interface Measure {
  readonly name:
    | 'testErrors'
    | 'errors'
    | 'accuracy'
    | 'agreement'
    | 'klAtOne'
    | 'nll'
    | 'balancedAccuracy'
    | 'headAccuracy'
    | 'tailAccuracy'
    | 'calibration'
    | 'teacherErrors'
    | 'epoch'
    | 'time';
  readonly label: string;
  readonly unit: 'count' | 'share' | 'nats' | 'seconds';
  /** 1 when more is better, −1 when less is better, 0 when neither. */
  readonly better: 1 | -1 | 0;
  /**
   * Whether it belongs to the split of the last evaluation: before a run has finished that is the validation split, whose
   * results are not compared with those of the test split.
   */
  readonly isOfSplit: boolean;
  readonly of: (progress: RunSummary['progress']) => number | undefined;
}

const ofTest = (progress: RunSummary['progress']): number | undefined =>
  splitOf(progress) === 'test' ? progress.errors : undefined;

/** All measures, in the order in which they are shown. */
export const measures: readonly Measure[] = [
  { name: 'testErrors', label: 'test errors', unit: 'count', better: -1, isOfSplit: false, of: ofTest },
  { name: 'errors', label: 'errors', unit: 'count', better: -1, isOfSplit: true, of: ({ errors }) => errors },
  { name: 'accuracy', label: 'accuracy', unit: 'share', better: 1, isOfSplit: true, of: ({ accuracy }) => accuracy },
  {
    name: 'agreement',
    label: 'agreement',
    unit: 'share',
    better: 1,
    isOfSplit: true,
    of: ({ agreement }) => agreement,
  },
  {
    ...{ name: 'klAtOne', label: 'KL at T = 1', unit: 'nats', better: -1, isOfSplit: true },
    of: ({ evaluation }) => evaluation?.klAtOne,
  },
  {
    ...{ name: 'nll', label: 'negative log-likelihood', unit: 'nats', better: -1, isOfSplit: true },
    of: ({ evaluation }) => evaluation?.crossEntropy,
  },
  {
    ...{ name: 'calibration', label: 'calibration error', unit: 'share', better: -1, isOfSplit: true },
    of: ({ evaluation }) => evaluation?.calibrationError,
  },
  {
    ...{ name: 'teacherErrors', label: 'teacher’s test errors', unit: 'count', better: 0, isOfSplit: false },
    of: ({ teacherErrors }) => teacherErrors,
  },
  { name: 'epoch', label: 'epoch kept', unit: 'count', better: 0, isOfSplit: false, of: ({ bestEpoch }) => bestEpoch },
  { name: 'time', label: 'time', unit: 'seconds', better: -1, isOfSplit: false, of: ({ seconds }) => seconds },
];

/** Test examples of the largest class for one of the smallest from which accuracies over classes say more than that over examples. */
const minImbalance = 2;

/** Measures of a verdict that decide nothing: how sure the answers are, and what becomes of rare classes, where some are rare. */
export const measuresBesideVerdict: readonly Measure[] = [
  ...measures.filter(({ name }) => name === 'nll' || name === 'calibration'),
  {
    ...{ name: 'balancedAccuracy', label: 'balanced accuracy', unit: 'share', better: 1, isOfSplit: true },
    of: ({ evaluation }) => {
      const counts = (evaluation?.classCounts ?? []).filter((count) => count > 0);
      const isImbalanced = Math.max(...counts) >= minImbalance * Math.min(...counts);
      return evaluation !== undefined && isImbalanced
        ? goalValue(evaluation, 'validation.balancedAccuracy')
        : undefined;
    },
  },
  {
    ...{ name: 'headAccuracy', label: 'accuracy on frequent classes', unit: 'share', better: 1, isOfSplit: true },
    of: ({ evaluation }) => evaluation?.headAccuracy,
  },
  {
    ...{ name: 'tailAccuracy', label: 'accuracy on rare classes', unit: 'share', better: 1, isOfSplit: true },
    of: ({ evaluation }) => evaluation?.tailAccuracy,
  },
];

/** Formats a result in its unit. */
export function formatMeasure({ unit }: Pick<Measure, 'unit'>, value: number | undefined): string {
  if (value === undefined) return missing;
  switch (unit) {
    case 'count':
      return formatCount(value);
    case 'share':
      return formatPercent(value);
    case 'nats':
      return formatLoss(value);
    case 'seconds':
      return formatDuration(value);
  }
}

/** Formats the absolute difference of two results; that of percentages is in points. */
export function formatMeasureSize(measure: Pick<Measure, 'unit'>, size: number): string {
  return measure.unit === 'share' ? formatPoints(size) : formatMeasure(measure, size);
}
