import type { CurveName, ValueRange } from '../../src/curves';
import { formatCount, formatFixed, formatLoss, formatNumber, formatTemperature } from '../../src/wording';

export interface PlotCurve {
  readonly name: CurveName;
  readonly label: string;
  /** Numbers of this curve in words. */
  readonly format: (value: number) => string;
  /** Whether the curve is hidden until somebody asks for it. */
  readonly isExtra?: boolean;
}

export interface PlotDefinition {
  readonly name: string;
  readonly title: string;
  readonly curves: readonly PlotCurve[];
  /** Curves between which the space is filled. */
  readonly band?: readonly [CurveName, CurveName];
  readonly values: ValueRange;
  /** What stands in the plot's place while it has no point; a plot without it is left out then. */
  readonly emptyText?: string;
}

/** A share as its axis has it: from 0 to 1. */
const formatShare = (value: number): string => formatFixed(value, 4);

/** All plots in their order. A new curve is a name in `src/curves/names.ts` and a line here. */
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

/** Curves that are hidden until somebody shows them. */
export const extraCurves: readonly CurveName[] = plotList.flatMap(({ curves }) =>
  curves.filter(({ isExtra }) => isExtra === true).map(({ name }) => name),
);

/** What a plot asks for: its shown curves, and with the first of them its band. */
export function wantedCurves({ curves, band }: PlotDefinition, hidden: ReadonlySet<CurveName>): CurveName[] {
  const shown = curves.map(({ name }) => name).filter((name) => !hidden.has(name));
  const [first] = curves;
  return first !== undefined && !hidden.has(first.name) ? [...shown, ...(band ?? [])] : shown;
}
