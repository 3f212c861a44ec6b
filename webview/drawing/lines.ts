import { drawDense, fillDense, isDense } from './dense';
import { toPixelY, toPixelX, type Frame, type Pen, type Points } from './frame';
import type { Surface } from './surface';

/** Points per stroke call: a canvas takes quadratic time for one long path. */
const pointsPerStroke = 16;

/** Draws a line through points, with a gap at every value that is not finite; a lone point is a dot. */
export function drawLine(frame: Frame, points: Points, pen: Pen): void {
  if (isDense(frame, points)) {
    drawDense(frame, points, pen);
    return;
  }
  const { context, pixelRatio } = frame;
  use(frame, pen);
  // Consecutive strokes overlap, which shows with a transparent pen, so that one draws in a single stroke.
  const maxPoints = pen.opacity < 1 ? Infinity : pointsPerStroke;
  let along = 0;
  for (const part of partsOf(frame, points)) {
    for (let start = 0; start < part.length; start += maxPoints) {
      const piece = part.slice(start, start + maxPoints + 2);
      context.lineDashOffset = along;
      context.beginPath();
      piece.forEach(([across, up], index) => {
        if (index === 0) context.moveTo(across, up);
        else context.lineTo(across, up);
      });
      const [[across, up] = [0, 0]] = piece;
      // A single point between two gaps is drawn as a short line.
      if (part.length === 1) context.lineTo(across + 0.5 * pixelRatio, up);
      context.stroke();
      along += lengthOf(piece.slice(0, maxPoints + 1));
    }
    along = 0;
  }
  rest(context);
}

type PixelPoint = readonly [across: number, up: number];

/** Splits a curve at its gaps into runs of points in pixels. */
function partsOf(frame: Frame, { x, y }: Points): PixelPoint[][] {
  const [pixelY, pixelX] = [toPixelY(frame), toPixelX(frame)];
  const parts: PixelPoint[][] = [];
  let part: PixelPoint[] | undefined;
  for (let index = 0; index < x.length; index += 1) {
    const up = pixelY(y[index] ?? Number.NaN);
    if (!Number.isFinite(up)) part = undefined;
    else {
      if (part === undefined) parts.push((part = []));
      part.push([pixelX(x[index] ?? 0), up]);
    }
  }
  return parts;
}

function lengthOf(points: readonly PixelPoint[]): number {
  let sum = 0;
  for (let index = 1; index < points.length; index += 1) {
    const [[x1, y1], [x2, y2]] = [points[index - 1] ?? [0, 0], points[index] ?? [0, 0]];
    sum += Math.hypot(x2 - x1, y2 - y1);
  }
  return sum;
}

/** Fills the band between two curves with the same x. */
export function fillBand(frame: Frame, low: Points, high: Points, colour: string): void {
  const { context } = frame;
  context.globalAlpha = 0.22;
  context.fillStyle = colour;
  if (isDense(frame, high)) fillDense(frame, low, high);
  else fillBetween(frame, low, high);
  rest(context);
}

function fillBetween(frame: Frame, low: Points, high: Points): void {
  const { context } = frame;
  const [pixelY, pixelX] = [toPixelY(frame), toPixelX(frame)];
  const isDrawn = (value: number): boolean => Number.isFinite(pixelY(value));
  context.beginPath();
  let isOpen = false;
  for (let index = 0; index < high.x.length; index += 1) {
    const value = high.y[index] ?? Number.NaN;
    if (!isDrawn(value)) continue;
    const across = pixelX(high.x[index] ?? 0);
    if (isOpen) context.lineTo(across, pixelY(value));
    else context.moveTo(across, pixelY(value));
    isOpen = true;
  }
  for (let index = low.x.length - 1; index >= 0; index -= 1) {
    const value = low.y[index] ?? Number.NaN;
    if (isDrawn(value)) context.lineTo(pixelX(low.x[index] ?? 0), pixelY(value));
  }
  context.fill();
}

function use({ context, pixelRatio }: Frame, { colour, dash, width, opacity }: Pen): void {
  context.strokeStyle = colour;
  context.lineWidth = width * pixelRatio;
  context.lineJoin = 'bevel';
  context.globalAlpha = opacity;
  context.setLineDash(dash.map((length) => length * pixelRatio));
}

function rest(context: Surface): void {
  context.globalAlpha = 1;
  context.lineDashOffset = 0;
  context.setLineDash([]);
}
