import type { CurveName, ValueRange } from '../../src/curves';
import { formatCount, formatFixed, formatLoss, formatNumber, formatTemperature } from '../../src/wording';

/** Curve in a plot. */
export interface PlotCurve {
  readonly name: CurveName;
  readonly label: string;
  /** Formats a value of this curve. */
  readonly format: (value: number) => string;
  /** Whether the curve is hidden by default. */
  readonly isExtra?: boolean;
}

/** Definition of a plot: its curves and its value axis. */
export interface PlotDefinition {
  readonly name: string;
  readonly title: string;
  readonly curves: readonly PlotCurve[];
  /** Lower and upper curve of a filled band. */
  readonly band?: readonly [CurveName, CurveName];
  readonly values: ValueRange;
  /** Text shown while the plot has no points; a plot without a text is hidden then. */
  readonly emptyText?: string;
}

/** Formats a share as on its axis, from 0 to 1. */
const formatShare = (value: number): string => formatFixed(value, 4);

/** All plots in display order. A new curve needs a name in `src/curves/names.ts` and an entry here. */
export const plotList: readonly PlotDefinition[] = [
  {
    name: 'loss',
    title: 'Loss',
    values: { minSpan: 1e-3, min: 0 },
    emptyText: 'No step yet.',
    curves: [
      { name: 'loss', label: 'total', format: formatLoss },
      { name: 'soft', label: 'soft', format: formatLoss },
      { name: 'hard', label: 'hard', format: formatLoss },
      { name: 'weightedSoft', label: 'soft, weighted', format: formatLoss, isExtra: true },
      { name: 'weightedHard', label: 'hard, weighted', format: formatLoss, isExtra: true },
    ],
  },
  {
    name: 'temperature',
    title: 'Temperature',
    values: { minSpan: 1, min: 0 },
    emptyText: 'No step yet.',
    band: ['temperatureMin', 'temperatureMax'],
    curves: [
      { name: 'temperature', label: 'T', format: formatTemperature },
      { name: 'studentTemperature', label: 'student’s T', format: formatTemperature },
    ],
  },
  {
    name: 'accuracy',
    title: 'Accuracy',
    values: { minSpan: 0.02, min: 0, max: 1 },
    emptyText: 'No evaluation yet: one follows each epoch.',
    curves: [
      { name: 'validationAccuracy', label: 'validation', format: formatShare },
      { name: 'testAccuracy', label: 'test', format: formatShare },
      { name: 'agreement', label: 'agreement with the teacher', format: formatShare },
    ],
  },
  {
    name: 'kl',
    title: 'KL(teacher ‖ student) at T = 1',
    values: { minSpan: 1e-3, min: 0 },
    curves: [
      { name: 'klAtOne', label: 'training', format: formatLoss },
      { name: 'validationKl', label: 'validation', format: formatLoss },
    ],
  },
  {
    name: 'perplexity',
    title: 'Perplexity of a token',
    values: { minSpan: 0.1, min: 1 },
    curves: [
      { name: 'validationPerplexity', label: 'validation', format: (value) => formatNumber(value) },
      { name: 'testPerplexity', label: 'test', format: (value) => formatNumber(value) },
    ],
  },
  {
    name: 'entropy',
    title: 'Entropy of the softened teacher',
    values: { minSpan: 0.05, min: 0 },
    curves: [{ name: 'teacherEntropy', label: 'nats', format: formatLoss }],
  },
  {
    name: 'learningRate',
    title: 'Learning rate',
    values: { minSpan: 1e-7, minShare: 0.05, min: 0 },
    curves: [{ name: 'learningRate', label: 'rate', format: (value) => formatNumber(value) }],
  },
  {
    name: 'speed',
    title: 'Speed',
    values: { minSpan: 100, min: 0 },
    curves: [{ name: 'imagesPerSecond', label: 'images/s', format: formatCount }],
  },
];

/** Curves that are hidden by default. */
export const extraCurves: readonly CurveName[] = plotList.flatMap(({ curves }) =>
  curves.filter(({ isExtra }) => isExtra === true).map(({ name }) => name),
);

/** Curves that a plot requests: its visible ones, and its band while the first is visible. */
export function wantedCurves({ curves, band }: PlotDefinition, hidden: ReadonlySet<CurveName>): CurveName[] {
  const shown = curves.map(({ name }) => name).filter((name) => !hidden.has(name));
  const [first] = curves;
  return first !== undefined && !hidden.has(first.name) ? [...shown, ...(band ?? [])] : shown;
}
