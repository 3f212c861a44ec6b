import type { CurveName } from '../../src/curves';
import type { ValueRange } from './axes';

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

const short = (value: number): string => {
  const size = Math.abs(value);
  return value !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : value.toFixed(4);
};
const share = (value: number): string => value.toFixed(4);
const whole = (value: number): string => Math.round(value).toLocaleString('en');

/** All plots in their order. A new curve is a name in `src/curves/names.ts` and a line here. */
export const plotList: readonly PlotDefinition[] = [
  {
    name: 'loss',
    title: 'Loss',
    values: { leastSpan: 1e-3, lowest: 0 },
    emptyText: 'No step yet.',
    curves: [
      { name: 'loss', label: 'total', format: short },
      { name: 'soft', label: 'soft', format: short },
      { name: 'hard', label: 'hard', format: short },
      { name: 'weightedSoft', label: 'soft, weighted', format: short, isExtra: true },
      { name: 'weightedHard', label: 'hard, weighted', format: short, isExtra: true },
    ],
  },
  {
    name: 'temperature',
    title: 'Temperature',
    values: { leastSpan: 1, lowest: 0 },
    emptyText: 'No step yet.',
    band: ['temperatureMin', 'temperatureMax'],
    curves: [
      { name: 'temperature', label: 'T', format: (value) => value.toFixed(2) },
      { name: 'studentTemperature', label: 'student’s T', format: (value) => value.toFixed(2) },
    ],
  },
  {
    name: 'accuracy',
    title: 'Accuracy',
    values: { leastSpan: 0.02, lowest: 0, highest: 1 },
    emptyText: 'No evaluation yet: one follows each epoch.',
    curves: [
      { name: 'validationAccuracy', label: 'validation', format: share },
      { name: 'testAccuracy', label: 'test', format: share },
      { name: 'agreement', label: 'agreement with the teacher', format: share },
    ],
  },
  {
    name: 'kl',
    title: 'KL(teacher ‖ student) at T = 1',
    values: { leastSpan: 1e-3, lowest: 0 },
    curves: [
      { name: 'klAtOne', label: 'training', format: short },
      { name: 'validationKl', label: 'validation', format: short },
    ],
  },
  {
    name: 'entropy',
    title: 'Entropy of the softened teacher',
    values: { leastSpan: 0.05, lowest: 0 },
    curves: [{ name: 'teacherEntropy', label: 'nats', format: short }],
  },
  {
    name: 'learningRate',
    title: 'Learning rate',
    values: { leastSpan: 1e-7, leastShare: 0.05, lowest: 0 },
    curves: [{ name: 'learningRate', label: 'rate', format: (value) => value.toPrecision(4) }],
  },
  {
    name: 'speed',
    title: 'Speed',
    values: { leastSpan: 100, lowest: 0 },
    curves: [{ name: 'imagesPerSecond', label: 'images/s', format: whole }],
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
