import { drawLine, pointsInside, toPixelY, type Frame, type Pen } from '../../drawing';
import type { Reference, Scene } from '../scene';
import type { Chart } from './chart';

/** Pen of a reference: a teacher's line is dashed, the curve of the run without a teacher is dotted. */
export function referencePen({ theme }: Scene, { kind }: Reference): Pen {
  return kind === 'teacher'
    ? { colour: theme.tones.teacher, dash: [6, 4], width: 1.4, opacity: 1 }
    : { colour: theme.tones.control, dash: [1.5, 3.5], width: 1.6, opacity: 1 };
}

/** Draws the accuracies that the runs are held against. */
export function drawReferences(frame: Frame, { scene, definition }: Chart): void {
  if (definition.hasReferences !== true) return;
  for (const reference of scene.references) {
    const pen = referencePen(scene, reference);
    if (reference.line !== undefined) drawLine(frame, pointsInside(frame, reference.line.view()), pen);
    else if (reference.value !== undefined) drawLevel(frame, reference.value, pen);
  }
}

/** Draws a line across the plot at a value. */
function drawLevel(frame: Frame, value: number, { colour, dash, width: thickness }: Pen): void {
  const { context, left, width, pixelRatio } = frame;
  const y = toPixelY(frame)(value);
  if (!Number.isFinite(y)) return;
  context.strokeStyle = colour;
  context.lineWidth = thickness * pixelRatio;
  context.setLineDash(dash.map((length) => length * pixelRatio));
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(left + width, y);
  context.stroke();
  context.setLineDash([]);
}
