import { Smoother } from '../curves';
import { markup } from '../markup';
import { formatSplit, networkNames } from '../wording';
import { plotSvg, teacherColour, temperatureColour, type PlotContent, type PlotCurve } from './plot';
import type { RunRecord, StepName } from './record';

/** Plots of a run, with the ranges and scales of the panel; one without points is left out. */
export function plotsOf(record: RunRecord): PlotContent[] {
  return allPlots(record)
    .map((plot) => ({ ...plot, curves: plot.curves.filter(({ y }) => y.some(Number.isFinite)) }))
    .filter(({ curves }) => curves.length > 0);
}

/** Weight of the average over steps, as the panel draws it by default: over ten of them. */
const smoothing = 0.9;
/** Look of a control's curve, in the panel as here: grey and dotted. */
const controlLook = 2;
/** Look of the test split: grey as well, since orange is the teacher's. */
const testLook = 7;

function allPlots(record: RunRecord): PlotContent[] {
  const { steps } = record;
  const curve = (name: StepName, label: string): PlotCurve => ({ label, x: steps.step, y: steps[name] });
  const both = (name: EvaluatedName): PlotCurve[] => [
    ofSplit(record, 'validation', name),
    ofSplit(record, 'test', name),
  ];
  const band = { x: steps.step, low: steps.temperatureMin, high: steps.temperatureMax };
  return [
    {
      ...{ title: 'Accuracy', xLabel: 'step', scale: 'percent', clipsEntry: true },
      curves: [...both('accuracy'), ...ofControl(record)],
      levels: teacherLevels(record),
    },
    lossPlot(record),
    {
      title: 'Temperature',
      xLabel: 'step',
      curves: [{ ...curve('temperature', 'T'), colour: temperatureColour }],
      ...(band.low.some(Number.isFinite) && { band }),
    },
    {
      ...{ title: 'KL(teacher ‖ student) at T = 1, in nats', xLabel: 'step', scale: 'log', clipsEntry: true },
      curves: both('klAtOne'),
    },
    {
      ...{ title: 'Teacher’s entropy at T, in nats', xLabel: 'step' },
      curves: [{ label: 'mean', x: steps.step, y: steps.teacherEntropy, colour: teacherColour }],
    },
    {
      ...{ title: 'Agreement with the teacher', xLabel: 'step', scale: 'percent', clipsEntry: true },
      curves: both('agreement'),
    },
    { title: 'Learning rate', xLabel: 'step', curves: [curve('learningRate', 'learning rate')] },
  ];
}

/** The terms that are minimised, averaged, and behind them the total of each step. */
function lossPlot({ steps }: RunRecord): PlotContent {
  const smooth = (name: StepName, label: string, look: number): PlotCurve => ({
    ...{ label, look, x: steps.step, y: averagesOf(steps[name]) },
  });
  return {
    ...{ title: 'Loss', xLabel: 'step', scale: 'log', clipsEntry: true },
    curves: [
      smooth('loss', 'total', 0),
      smooth('weightedSoft', 'soft, weighted', 1),
      smooth('weightedHard', 'hard, weighted', 2),
      { label: 'total of each step', look: 0, isFaint: true, x: steps.step, y: steps.loss },
    ],
  };
}

function averagesOf(values: readonly number[]): number[] {
  const averages = new Float64Array(values.length);
  new Smoother(smoothing).smooth(Float64Array.from(values), 0, values.length, averages);
  return [...averages];
}

/** Validation accuracy of the run's control, the same student without a teacher. */
function ofControl({ control }: RunRecord): PlotCurve[] {
  if (control === undefined) return [];
  const { steps, accuracies } = control;
  return [{ label: 'without a teacher', x: steps, y: accuracies, isMarked: true, look: controlLook }];
}

/** All plots of a run in one SVG image, one below the other. Throws an error when the run has no step. */
export function runSvg(record: RunRecord): string {
  const plots = plotsOf(record);
  if (plots.length === 0) throw new Error(`${record.id} has no step yet, so there is nothing to draw`);
  const height = 270;
  const parts = plots.map((plot, index) => plotSvg(plot, index * height));
  const total = plots.length * height;
  const image = markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 ${total}" width="640" height="${total}">${parts}</svg>`;
  return `${image.toString()}\n`;
}

/** The accuracy of each teacher, of its last evaluation. */
function teacherLevels({ evaluations }: RunRecord): { label: string; value: number }[] {
  const found = new Map<string, number>();
  for (const { phase, teacher, accuracy } of evaluations)
    if (phase === 'teacher') found.set(teacher ?? networkNames.teacher, accuracy);
  return [...found].map(([label, value]) => ({ label, value }));
}

type EvaluatedName = 'accuracy' | 'agreement' | 'klAtOne';

function ofSplit({ evaluations }: RunRecord, split: 'validation' | 'test', name: EvaluatedName): PlotCurve {
  const own = evaluations.filter((one) => one.phase === 'student' && one.split === split);
  const points = { x: own.map(({ step }) => step), y: own.map((one) => one[name] ?? NaN), isMarked: true };
  return { label: formatSplit(split), ...points, ...(split === 'test' && { look: testLook }) };
}
