import type { Theme } from './theme';

/** How a plot's numbers become places on its canvas, in device pixels. */
export interface Frame {
  readonly context: CanvasRenderingContext2D;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: { readonly from: number; readonly to: number };
  readonly y: { readonly from: number; readonly to: number; readonly isLog: boolean };
  readonly pixelRatio: number;
}

export interface Points {
  readonly x: Float64Array;
  readonly y: Float32Array;
}

export interface Pen {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly width: number;
  readonly opacity: number;
}

/** Gives the vertical place of a value; NaN where a log scale has none. */
export function heightOf({ top, height, y }: Frame): (value: number) => number {
  const scaled = y.isLog ? Math.log10 : (value: number): number => value;
  const [from, to] = [scaled(y.from), scaled(y.to)];
  return (value) => top + height * (1 - (scaled(value) - from) / (to - from));
}

/** Draws a line through points, with a gap at every value that is not finite; a lone point is a dot. */
export function drawLine(frame: Frame, { x, y }: Points, pen: Pen): void {
  const { context, left, width, pixelRatio } = frame;
  const height = heightOf(frame);
  const scale = width / (frame.x.to - frame.x.from);
  use(frame, pen);
  context.beginPath();
  let isOpen = false;
  for (let index = 0; index < x.length; index += 1) {
    const up = height(y[index] ?? Number.NaN);
    if (!Number.isFinite(up)) {
      isOpen = false;
      continue;
    }
    const across = left + ((x[index] ?? 0) - frame.x.from) * scale;
    if (isOpen) context.lineTo(across, up);
    else {
      context.moveTo(across, up);
      // A point between two gaps would be no line at all.
      if (!Number.isFinite(height(y[index + 1] ?? Number.NaN))) {
        context.lineTo(across + 0.5 * pixelRatio, up);
      }
    }
    isOpen = true;
  }
  context.stroke();
  rest(context);
}

/** Fills the space between two curves of the same points' places. */
export function fillBand(frame: Frame, low: Points, high: Points, colour: string): void {
  const { context, left, width } = frame;
  const height = heightOf(frame);
  const across = (x: number): number => left + ((x - frame.x.from) * width) / (frame.x.to - frame.x.from);
  const isDrawn = (value: number): boolean => Number.isFinite(height(value));
  context.beginPath();
  let isOpen = false;
  for (let index = 0; index < high.x.length; index += 1) {
    const value = high.y[index] ?? Number.NaN;
    if (!isDrawn(value)) continue;
    const place = across(high.x[index] ?? 0);
    if (isOpen) context.lineTo(place, height(value));
    else context.moveTo(place, height(value));
    isOpen = true;
  }
  for (let index = low.x.length - 1; index >= 0; index -= 1) {
    const value = low.y[index] ?? Number.NaN;
    if (isDrawn(value)) context.lineTo(across(low.x[index] ?? 0), height(value));
  }
  context.globalAlpha = 0.22;
  context.fillStyle = colour;
  context.fill();
  rest(context);
}

/** Draws a dot at each of a few points. */
export function drawDots(frame: Frame, { x, y }: Points, { colour }: Pen): void {
  const { context, left, width, pixelRatio } = frame;
  const height = heightOf(frame);
  context.fillStyle = colour;
  for (let index = 0; index < x.length; index += 1) {
    const up = height(y[index] ?? Number.NaN);
    if (!Number.isFinite(up)) continue;
    const across = left + (((x[index] ?? 0) - frame.x.from) * width) / (frame.x.to - frame.x.from);
    context.beginPath();
    context.arc(across, up, 3 * pixelRatio, 0, 2 * Math.PI);
    context.fill();
  }
}

/** Marks what no line can show: a cross on the floor for NaN and ∞, an arrow at the edge for what lies beyond it. */
export function drawUnseen(frame: Frame, { x, y }: Points, colour: string): void {
  const { context, left, width, top, height, pixelRatio } = frame;
  const size = 3 * pixelRatio;
  let [lastCross, lastUp, lastDown] = [-Infinity, -Infinity, -Infinity];
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.5 * pixelRatio;
  for (let index = 0; index < x.length; index += 1) {
    const value = y[index] ?? Number.NaN;
    const across = left + (((x[index] ?? 0) - frame.x.from) * width) / (frame.x.to - frame.x.from);
    if (across < left || across > left + width) continue;
    if (!Number.isFinite(value)) {
      if (across - lastCross < 2 * size) continue;
      lastCross = across;
      cross(context, across, top + height - size - pixelRatio, size);
    } else if (value > frame.y.to && across - lastUp >= 2 * size) {
      lastUp = across;
      arrow(context, across, top + pixelRatio, size);
    } else if (value < frame.y.from && across - lastDown >= 2 * size) {
      lastDown = across;
      arrow(context, across, top + height - pixelRatio, -size);
    }
  }
}

/** Marks checkpoints by ticks on the floor, and the best one by a line to the top. */
export function drawMarks(
  frame: Frame,
  marks: readonly { readonly x: number; readonly isBest: boolean }[],
  theme: Theme,
): void {
  const { context, left, width, top, height, pixelRatio } = frame;
  context.strokeStyle = theme.foreground;
  context.lineWidth = pixelRatio;
  let last = -Infinity;
  for (const { x, isBest } of marks) {
    const across = Math.round(left + ((x - frame.x.from) * width) / (frame.x.to - frame.x.from)) + 0.5;
    if (across < left || across > left + width + 1) continue;
    if (!isBest && across - last < 3 * pixelRatio) continue;
    last = across;
    context.beginPath();
    context.setLineDash(isBest ? [2 * pixelRatio, 3 * pixelRatio] : []);
    context.moveTo(across, top + height);
    context.lineTo(across, isBest ? top : top + height - 5 * pixelRatio);
    context.stroke();
  }
  rest(context);
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x - size, y + size);
  context.lineTo(x + size, y - size);
  context.stroke();
}

/** A triangle whose tip is at the place; it points down for a negative size. */
function arrow(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - Math.abs(size), y + 2 * size);
  context.lineTo(x + Math.abs(size), y + 2 * size);
  context.fill();
}

function use({ context, pixelRatio }: Frame, { colour, dash, width, opacity }: Pen): void {
  context.strokeStyle = colour;
  context.lineWidth = width * pixelRatio;
  context.lineJoin = 'round';
  context.globalAlpha = opacity;
  context.setLineDash(dash.map((length) => length * pixelRatio));
}

function rest(context: CanvasRenderingContext2D): void {
  context.globalAlpha = 1;
  context.setLineDash([]);
}
