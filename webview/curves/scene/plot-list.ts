import { percentTicks, ticksBetween, type CurveName, type Ticks, type ValueRange } from '../../../src/curves';
import { formatCount, formatLoss, formatNumber, formatPercent, formatTemperature } from '../../../src/wording';
import type { Tone } from '../../drawing/tone';

/** Curve in a plot. */
export interface PlotCurve {
  readonly name: CurveName;
  readonly label: string;
  /** Colour of the curve where one run is drawn; compared runs have a colour each. */
  readonly tone: Tone;
  /** Formats a value of this curve. */
  readonly format: (value: number) => string;
  /** Whether the curve is hidden by default. */
  readonly isExtra?: boolean;
  /** Whether it has few points, and is drawn dashed with a dot at each. */
  readonly isSparse?: boolean;
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
  /** Unit or note beside the legend. */
  readonly note?: string;
  /** Whether it can have a log axis, and has one by default. */
  readonly log?: 'by default' | 'on demand';
  /** Whether the first tenth of the run may leave the plot, so that the rest fills it. */
  readonly clipsEntry?: true;
  /** Whether a horizontal line stands for each teacher's accuracy, and a curve for that of the run without a teacher. */
  readonly hasReferences?: true;
  /** Whether the plot is folded away with others below the rest. */
  readonly isFolded?: true;
  /** Ticks of the value axis, where they are not plain numbers. */
  readonly ticks: (from: number, to: number, count: number) => Ticks;
  /** A value in a few characters, for the end of its curve. */
  readonly formatEnd: (value: number) => string;
}

const percent = (value: number): string => formatPercent(value);
const short = (value: number): string => formatNumber(value, 3);

const shares = {
  values: { minSpan: 0.01, min: 0, max: 1 },
  ticks: percentTicks,
  formatEnd: (value: number): string => formatPercent(value),
} as const;
const numbers = { ticks: ticksBetween, formatEnd: short } as const;

/** All plots in the order of a reader's questions. A new curve needs a name in `src/curves/names.ts` and an entry here. */
export const plotList: readonly PlotDefinition[] = [
  {
    ...shares,
    name: 'accuracy',
    title: 'Accuracy',
    clipsEntry: true,
    hasReferences: true,
    emptyText: 'No evaluation yet: one follows each epoch.',
    curves: [
      { name: 'validationAccuracy', label: 'student', tone: 'student', format: percent, isSparse: true },
      { name: 'testAccuracy', label: 'test', tone: 'neutral', format: percent, isSparse: true },
    ],
  },
  {
    ...numbers,
    name: 'loss',
    title: 'Loss',
    values: { minSpan: 1e-3, min: 0 },
    log: 'by default',
    clipsEntry: true,
    emptyText: 'No step yet.',
    curves: [
      { name: 'loss', label: 'total', tone: 'student', format: formatLoss },
      { name: 'weightedSoft', label: 'soft', tone: 'teacher', format: formatLoss },
      { name: 'weightedHard', label: 'hard', tone: 'control', format: formatLoss },
      { name: 'soft', label: 'soft, raw', tone: 'teacher', format: formatLoss, isExtra: true },
      { name: 'hard', label: 'hard, raw', tone: 'control', format: formatLoss, isExtra: true },
    ],
  },
  {
    ...numbers,
    name: 'temperature',
    title: 'Temperature',
    values: { minSpan: 1, min: 0 },
    formatEnd: formatTemperature,
    emptyText: 'No step yet.',
    band: ['temperatureMin', 'temperatureMax'],
    curves: [
      { name: 'temperature', label: 'T', tone: 'temperature', format: formatTemperature },
      { name: 'studentTemperature', label: 'student’s T', tone: 'student', format: formatTemperature },
    ],
  },
  {
    ...numbers,
    name: 'kl',
    title: 'KL at T = 1',
    values: { minSpan: 1e-3, min: 0 },
    log: 'by default',
    clipsEntry: true,
    curves: [
      { name: 'klAtOne', label: 'training', tone: 'student', format: formatLoss },
      { name: 'validationKl', label: 'validation', tone: 'neutral', format: formatLoss, isSparse: true },
    ],
  },
  {
    ...numbers,
    name: 'perplexity',
    title: 'Perplexity of a token',
    values: { minSpan: 0.1, min: 1 },
    log: 'on demand',
    clipsEntry: true,
    curves: [
      { name: 'validationPerplexity', label: 'validation', tone: 'student', format: short, isSparse: true },
      { name: 'testPerplexity', label: 'test', tone: 'neutral', format: short, isSparse: true },
    ],
  },
  {
    ...numbers,
    name: 'entropy',
    title: 'Teacher’s entropy at T',
    note: 'nats',
    values: { minSpan: 0.05, min: 0 },
    curves: [{ name: 'teacherEntropy', label: 'mean', tone: 'teacher', format: formatLoss }],
  },
  {
    ...shares,
    name: 'agreement',
    title: 'Agreement',
    clipsEntry: true,
    curves: [{ name: 'agreement', label: 'with the teacher', tone: 'student', format: percent, isSparse: true }],
  },
  {
    ...numbers,
    name: 'learningRate',
    title: 'Learning rate',
    values: { minSpan: 1e-7, minShare: 0.05, min: 0 },
    isFolded: true,
    curves: [{ name: 'learningRate', label: 'learning rate', tone: 'neutral', format: (value) => formatNumber(value) }],
  },
  {
    ...numbers,
    name: 'speed',
    title: 'Speed',
    values: { minSpan: 100, min: 0 },
    isFolded: true,
    formatEnd: formatCount,
    curves: [{ name: 'imagesPerSecond', label: 'images/s', tone: 'neutral', format: formatCount }],
  },
];

/** Curves that are hidden by default. */
export const extraCurves: readonly CurveName[] = plotList.flatMap(({ curves }) =>
  curves.filter(({ isExtra }) => isExtra === true).map(({ name }) => name),
);

/** Plots with a log axis by default. */
export const logPlots: readonly string[] = plotList.flatMap(({ name, log }) => (log === 'by default' ? [name] : []));

/** Curves that a plot requests: its visible ones, and its band while the first is visible. */
export function wantedCurves({ curves, band }: PlotDefinition, hidden: ReadonlySet<CurveName>): CurveName[] {
  const shown = curves.map(({ name }) => name).filter((name) => !hidden.has(name));
  const [first] = curves;
  return first !== undefined && !hidden.has(first.name) ? [...shown, ...(band ?? [])] : shown;
}
