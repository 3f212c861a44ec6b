import { meanAndDeviation } from '../statistics';
import {
  formatBytes,
  formatCount,
  formatDifference,
  formatDuration,
  formatFixed,
  formatLoss,
  formatLossBeside,
  formatMeanCount,
  formatPercent,
  missing,
} from '../wording';
import type { ResultName } from './table';

/** A result of runs as a column. */
export interface Result {
  readonly name: ResultName;
  readonly label: string;
  /** 1 when more is better, −1 when less is better, 0 when neither. */
  readonly better: 1 | -1 | 0;
  /** Whether it is shown before a person asks for it, where a run has it. */
  readonly isUsual: boolean;
  /** Whether it belongs to the split of the last evaluation. */
  readonly isOfSplit: boolean;
  readonly format: (value: number) => string;
  readonly formatMean: (value: number) => string;
  /** A deviation beside its mean. */
  readonly formatDeviation: (value: number, mean: number) => string;
}

const counts = { format: formatCount, formatMean: formatMeanCount, formatDeviation: formatMeanCount } as const;
const differences = {
  format: (value: number) => formatDifference(value, formatCount),
  formatMean: (value: number) => formatDifference(value, formatMeanCount),
  formatDeviation: formatMeanCount,
} as const;
const shares = {
  format: (value: number) => formatPercent(value),
  formatMean: (value: number) => formatPercent(value),
  formatDeviation: (value: number) => formatFixed(100 * value, 2),
} as const;
const nats = { format: formatLoss, formatMean: formatLoss, formatDeviation: formatLossBeside } as const;
const seconds = { format: formatDuration, formatMean: formatDuration, formatDeviation: formatDuration } as const;
const bytes = { format: formatBytes, formatMean: formatBytes, formatDeviation: formatBytes } as const;

/** All results, in the order of their columns. */
export const results: readonly Result[] = [
  { name: 'accuracy', label: 'accuracy', better: 1, isUsual: true, isOfSplit: true, ...shares },
  { name: 'errors', label: 'test errors', better: -1, isUsual: true, isOfSplit: false, ...counts },
  { name: 'control', label: 'against control', better: -1, isUsual: true, isOfSplit: false, ...differences },
  { name: 'baseline', label: 'against baseline', better: -1, isUsual: true, isOfSplit: false, ...differences },
  { name: 'nll', label: 'NLL', better: -1, isUsual: true, isOfSplit: true, ...nats },
  { name: 'agreement', label: 'agreement', better: 1, isUsual: true, isOfSplit: true, ...shares },
  { name: 'calibration', label: 'calibration error', better: -1, isUsual: false, isOfSplit: true, ...shares },
  { name: 'kl', label: 'KL at T = 1', better: -1, isUsual: false, isOfSplit: true, ...nats },
  { name: 'teacher', label: 'teacher’s errors', better: 0, isUsual: false, isOfSplit: false, ...counts },
  { name: 'epoch', label: 'epoch kept', better: 0, isUsual: false, isOfSplit: false, ...counts },
  { name: 'time', label: 'time', better: -1, isUsual: true, isOfSplit: false, ...seconds },
  { name: 'size', label: 'disk', better: -1, isUsual: false, isOfSplit: false, ...bytes },
];

/** A mean and, of several values, their sample standard deviation: `91.49 % ± 0.11`. */
export function formatSpread(values: readonly number[], { format, formatMean, formatDeviation }: Result): string {
  const [first] = values;
  if (first === undefined) return missing;
  if (values.length === 1) return format(first);
  const { mean, deviation } = meanAndDeviation(values);
  return `${formatMean(mean)} ± ${formatDeviation(deviation, mean)}`;
}
