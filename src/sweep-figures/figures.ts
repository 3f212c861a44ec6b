import {
  capitalize,
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
import { spreadOf, type Spread, type SweepGoal, type SweptPoint, type SweptRun } from './table';

export const figureNames = ['difference', 'goal', 'errors', 'control', 'seconds'] as const;
export type FigureName = (typeof figureNames)[number];

/** A result of the runs of a sweep that can be shown and compared. */
export interface Figure {
  readonly name: FigureName;
  readonly label: string;
  /** A title that says what its numbers are of. */
  readonly title: string;
  readonly better: 1 | -1;
  readonly of: (run: SweptRun) => number | undefined;
  /** The number of a run. */
  readonly format: (value: number) => string;
  readonly formatMean: (value: number) => string;
  /** A deviation beside its mean. */
  readonly formatDeviation: (value: number, mean: number) => string;
}

const differenceOf = ({ errors, control }: SweptRun): number | undefined =>
  errors === undefined || control === undefined ? undefined : errors - control;

/** All figures of a sweep with a goal, in the order in which they are offered. */
export function figuresOf(goal: SweepGoal): readonly Figure[] {
  const formatGoal = goal.unit === 'share' ? (value: number) => formatPercent(value) : formatLoss;
  const count = {
    better: -1,
    ...{ format: (value: number) => formatCount(value), formatMean: formatMeanCount, formatDeviation: formatMeanCount },
  } as const;
  return [
    {
      ...count,
      ...{ name: 'difference', label: 'against the control', of: differenceOf },
      title: 'Errors more or fewer than the same student without a teacher',
      format: (value) => formatDifference(value, formatCount),
      formatMean: (value) => formatDifference(value, formatMeanCount),
    },
    {
      ...{ name: 'goal', label: goal.label, title: capitalize(goal.label), better: goal.better, of: (run) => run.goal },
      ...{ format: formatGoal, formatMean: formatGoal },
      formatDeviation: goal.unit === 'share' ? (value) => formatFixed(100 * value, 2) : formatLossBeside,
    },
    { ...count, name: 'errors', label: 'test errors', title: 'Errors on the test split', of: (run) => run.errors },
    {
      ...{ ...count, name: 'control', label: 'errors of the control', of: (run) => run.control },
      title: 'Errors of the same student without a teacher',
    },
    {
      ...{ name: 'seconds', label: 'time', title: 'Time of training', better: -1, of: (run) => run.seconds },
      ...{ format: formatDuration, formatMean: formatDuration },
      formatDeviation: formatDuration,
    },
  ];
}

/** The figure of a name. */
export function figureOf(goal: SweepGoal, name: FigureName): Figure {
  const figures = figuresOf(goal);
  const found = figures.find((one) => one.name === name) ?? figures[0];
  if (found === undefined) throw new Error('a sweep has figures');
  return found;
}

/** The figure of all runs of points together. */
export function spreadOver(points: readonly SweptPoint[], { of }: Figure): Spread | undefined {
  return spreadOf(points.flatMap(({ runs }) => runs.flatMap((run) => of(run) ?? [])));
}

/** The mean of a spread in words, and its deviation: empty for one value. */
export function wordsOfSpread(
  { mean, deviation, count }: Spread,
  { format, formatMean, formatDeviation }: Figure,
): { readonly mean: string; readonly deviation: string } {
  return {
    mean: count > 1 ? formatMean(mean) : format(mean),
    deviation: deviation === undefined ? '' : `± ${formatDeviation(deviation, mean)}`,
  };
}

/** A spread in words: `91.49 % ± 0.11`. */
export function formatSpread(spread: Spread | undefined, figure: Figure): string {
  if (spread === undefined) return missing;
  const { mean, deviation } = wordsOfSpread(spread, figure);
  return deviation === '' ? mean : `${mean} ${deviation}`;
}
