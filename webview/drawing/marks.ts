import { toPixelY, toPixelX, type Frame, type Pen, type Points } from './frame';
import type { Theme } from './theme';

/** Draws a dot at each point of a short curve. */
export function drawDots(frame: Frame, { x, y }: Points, { colour }: Pen): void {
  const { context, pixelRatio } = frame;
  const [pixelY, pixelX] = [toPixelY(frame), toPixelX(frame)];
  context.fillStyle = colour;
  for (let index = 0; index < x.length; index += 1) {
    const up = pixelY(y[index] ?? Number.NaN);
    if (!Number.isFinite(up)) continue;
    const across = pixelX(x[index] ?? 0);
    context.beginPath();
    context.arc(across, up, 3 * pixelRatio, 0, 2 * Math.PI);
    context.fill();
  }
}

/** Marks values that a line cannot show: NaN and ∞ by a cross at the bottom, outliers by an arrow at the edge. */
export function drawUnplottable(frame: Frame, { x, y }: Points, colour: string): void {
  const { context, left, width, top, height, pixelRatio } = frame;
  const pixelX = toPixelX(frame);
  const size = 3 * pixelRatio;
  let [lastCross, lastUp, lastDown] = [-Infinity, -Infinity, -Infinity];
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.5 * pixelRatio;
  for (let index = 0; index < x.length; index += 1) {
    const value = y[index] ?? Number.NaN;
    const across = pixelX(x[index] ?? 0);
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

/** Marks checkpoints by ticks at the bottom, and the best one by a line to the top. */
export function drawMarks(
  frame: Frame,
  marks: readonly { readonly x: number; readonly isBest: boolean }[],
  theme: Theme,
): void {
  const { context, left, width, top, height, pixelRatio } = frame;
  const pixelX = toPixelX(frame);
  context.strokeStyle = theme.foreground;
  context.lineWidth = pixelRatio;
  let last = -Infinity;
  for (const { x, isBest } of marks) {
    const across = Math.round(pixelX(x)) + 0.5;
    if (across < left || across > left + width + 1) continue;
    if (!isBest && across - last < 3 * pixelRatio) continue;
    last = across;
    context.beginPath();
    context.setLineDash(isBest ? [2 * pixelRatio, 3 * pixelRatio] : []);
    context.moveTo(across, top + height);
    context.lineTo(across, isBest ? top : top + height - 5 * pixelRatio);
    context.stroke();
  }
  context.setLineDash([]);
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x - size, y + size);
  context.lineTo(x + size, y - size);
  context.stroke();
}

/** Draws a triangle by its tip; it points down for a negative size. */
function arrow(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - Math.abs(size), y + 2 * size);
  context.lineTo(x + Math.abs(size), y + 2 * size);
  context.fill();
}
