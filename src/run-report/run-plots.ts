import { markup } from '../markup';
import { plotSvg, type PlotContent, type PlotCurve } from './plot';
import type { RunRecord, StepName } from './record';

/** Plots of a run; one without points is left out. */
export function plotsOf(record: RunRecord): PlotContent[] {
  const { steps, evaluations } = record;
  const curve = (name: StepName, label: string): PlotCurve => ({ label, x: steps.step, y: steps[name] });
  const ofSplit = (split: 'validation' | 'test', name: 'accuracy' | 'agreement' | 'klAtOne'): PlotCurve => {
    const own = evaluations.filter((one) => one.phase === 'student' && one.split === split);
    return { label: split, x: own.map(({ step }) => step), y: own.map((one) => one[name] ?? NaN), isMarked: true };
  };
  const both = (name: 'accuracy' | 'agreement' | 'klAtOne'): PlotCurve[] => [
    ofSplit('validation', name),
    ofSplit('test', name),
  ];
  const band = { x: steps.step, low: steps.temperatureMin, high: steps.temperatureMax };
  const plots: PlotContent[] = [
    {
      title: 'Loss',
      xLabel: 'step',
      curves: [
        curve('loss', 'total'),
        curve('weightedSoft', 'soft, weighted'),
        curve('weightedHard', 'hard, weighted'),
      ],
    },
    {
      title: 'Temperature',
      xLabel: 'step',
      curves: [curve('temperature', 'T')],
      ...(band.low.some(Number.isFinite) && { band }),
    },
    { title: 'Accuracy', xLabel: 'step', curves: both('accuracy') },
    { title: 'Agreement with the teacher', xLabel: 'step', curves: both('agreement') },
    { title: 'KL(teacher ‖ student) at T = 1, in nats', xLabel: 'step', curves: both('klAtOne') },
    { title: 'Learning rate', xLabel: 'step', curves: [curve('learningRate', 'learning rate')] },
  ];
  return plots
    .map((plot) => ({ ...plot, curves: plot.curves.filter(({ y }) => y.some(Number.isFinite)) }))
    .filter(({ curves }) => curves.length > 0);
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
