import { splitOf, type RunSummary } from '../runs';
import {
  formatCount,
  formatDuration,
  formatLoss,
  formatLossBeside,
  formatPercent,
  formatPoints,
  missing,
} from '../wording';

/** A result by which runs are compared. */
export interface Measure {
  readonly name:
    | 'testErrors'
    | 'errors'
    | 'accuracy'
    | 'agreement'
    | 'klAtOne'
    | 'nll'
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

/** Formats the absolute difference of a result from another one, beside which it stands; that of percentages is in points. */
export function formatMeasureSize(measure: Pick<Measure, 'unit'>, size: number, base: number): string {
  switch (measure.unit) {
    case 'share':
      return formatPoints(size);
    case 'nats':
      return formatLossBeside(size, base);
    case 'count':
    case 'seconds':
      return formatMeasure(measure, size);
  }
}
