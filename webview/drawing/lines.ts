import { drawDense, fillDense, isDense } from './dense';
import { heightOf, placeOf, type Frame, type Pen, type Points } from './frame';

/** A long line is stroked in pieces of so many points: as one it would take time by the square of its length. */
const pieceLength = 16;

/** Draws a line through points, with a gap at every value that is not finite; a lone point is a dot. */
export function drawLine(frame: Frame, points: Points, pen: Pen): void {
  if (isDense(frame, points)) {
    drawDense(frame, points, pen);
    return;
  }
  const { context, pixelRatio } = frame;
  use(frame, pen);
  // Where pieces meet they overlap, which is seen of a pen that is not opaque.
  const most = pen.opacity < 1 ? Infinity : pieceLength;
  let along = 0;
  for (const part of partsOf(frame, points)) {
    for (let start = 0; start < part.length; start += most) {
      const piece = part.slice(start, start + most + 2);
      context.lineDashOffset = along;
      context.beginPath();
      piece.forEach(([across, up], index) => {
        if (index === 0) context.moveTo(across, up);
        else context.lineTo(across, up);
      });
      const [[across, up] = [0, 0]] = piece;
      // A point between two gaps would be no line at all.
      if (part.length === 1) context.lineTo(across + 0.5 * pixelRatio, up);
      context.stroke();
      along += lengthOf(piece.slice(0, most + 1));
    }
    along = 0;
  }
  rest(context);
}

type Place = readonly [across: number, up: number];

/** The points between gaps. */
function partsOf(frame: Frame, { x, y }: Points): Place[][] {
  const [height, place] = [heightOf(frame), placeOf(frame)];
  const parts: Place[][] = [];
  let part: Place[] | undefined;
  for (let index = 0; index < x.length; index += 1) {
    const up = height(y[index] ?? Number.NaN);
    if (!Number.isFinite(up)) part = undefined;
    else {
      if (part === undefined) parts.push((part = []));
      part.push([place(x[index] ?? 0), up]);
    }
  }
  return parts;
}

function lengthOf(places: readonly Place[]): number {
  let sum = 0;
  for (let index = 1; index < places.length; index += 1) {
    const [[x1, y1], [x2, y2]] = [places[index - 1] ?? [0, 0], places[index] ?? [0, 0]];
    sum += Math.hypot(x2 - x1, y2 - y1);
  }
  return sum;
}

/** Fills the space between two curves of the same points' places. */
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
  const [height, place] = [heightOf(frame), placeOf(frame)];
  const isDrawn = (value: number): boolean => Number.isFinite(height(value));
  context.beginPath();
  let isOpen = false;
  for (let index = 0; index < high.x.length; index += 1) {
    const value = high.y[index] ?? Number.NaN;
    if (!isDrawn(value)) continue;
    const across = place(high.x[index] ?? 0);
    if (isOpen) context.lineTo(across, height(value));
    else context.moveTo(across, height(value));
    isOpen = true;
  }
  for (let index = low.x.length - 1; index >= 0; index -= 1) {
    const value = low.y[index] ?? Number.NaN;
    if (isDrawn(value)) context.lineTo(place(low.x[index] ?? 0), height(value));
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

function rest(context: CanvasRenderingContext2D): void {
  context.globalAlpha = 1;
  context.lineDashOffset = 0;
  context.setLineDash([]);
}
