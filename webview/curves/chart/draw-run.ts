import {
  colourOf,
  dashes,
  drawDots,
  drawLine,
  drawUnplottable,
  fillBand,
  pointsInside,
  type Frame,
  type Pen,
} from '../../drawing';
import type { Chart } from './chart';
import type { PlotCurve, RunInSlot, Scene } from '../scene';

/** Points up to which each has a dot. */
const fewPoints = 60;
const sparseDash = [5, 3];

/**
 * Pen of a curve. The first of a plot is the strongest: what is minimised, or asked about. One run's curves have their own
 * colours, and dashes only where points are few; of compared runs the colour is the run's and the pattern the curve's.
 */
export function penOf(
  scene: Scene,
  run: Pick<RunInSlot, 'slot' | 'runId' | 'isTeacher'>,
  curve: PlotCurve,
  index: number,
): Pen {
  const { theme, runs, highlighted } = scene;
  const isCompared = runs.length > 1;
  const tone = run.isTeacher && curve.tone === 'student' ? 'teacher' : curve.tone;
  const faint = highlighted !== undefined && highlighted !== run.runId ? 0.2 : 1;
  return {
    colour: isCompared ? colourOf(theme, run.slot) : theme.tones[tone],
    dash: isCompared ? (dashes[index] ?? []) : curve.isSparse === true && index > 0 ? sparseDash : [],
    width: curve.isExtra === true ? 1 : index === 0 ? 2 : 1.4,
    opacity: faint * (curve.isExtra === true ? 0.6 : 1),
  };
}

/** Draws the curves of a run, the strongest last. */
export function drawRun(frame: Frame, { scene, definition }: Chart, run: RunInSlot): void {
  const { hidden, limits } = scene;
  const { low = -Infinity, high = Infinity } = limits.get(definition.name) ?? {};
  const drawn = definition.curves.map((curve, index) => ({ curve, pen: penOf(scene, run, curve, index), index }));
  for (const { curve, pen, index } of drawn.toReversed()) {
    const line = run.lines.get(curve.name);
    if (line === undefined || hidden.has(curve.name)) continue;
    const raw = pointsInside(frame, line.raw.view());
    if (index === 0) drawBand(frame, definition.band, run, pen.colour);
    if (line.smooth === undefined) drawLine(frame, raw, pen);
    else {
      // The noise of what is minimised alone: that of its terms would be drawn over it.
      if (index === 0) drawLine(frame, raw, { ...pen, dash: [], width: 1, opacity: 0.22 * pen.opacity });
      drawLine(frame, pointsInside(frame, line.smooth.view()), pen);
    }
    if (raw.x.length <= fewPoints) drawDots(frame, raw, pen, pen.width + 0.8);
    if (pen.opacity > 0.5) drawUnplottable(frame, raw, pen.colour, { low, high });
  }
}

function drawBand(frame: Frame, band: Chart['definition']['band'], { lines }: RunInSlot, colour: string): void {
  const [low, high] = (band ?? []).map((name) => lines.get(name)?.raw.view());
  if (low === undefined || high === undefined) return;
  fillBand(frame, pointsInside(frame, low), pointsInside(frame, high), colour);
}
