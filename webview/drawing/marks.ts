import { toPixelY, toPixelX, type Frame, type Pen, type Points } from './frame';
import type { Surface } from './surface';
import type { Theme } from './theme';

/** Draws a dot at each point of a short curve. */
export function drawDots(frame: Frame, { x, y }: Points, { colour, opacity }: Pen, radius = 3): void {
  const { context, pixelRatio } = frame;
  const [pixelY, pixelX] = [toPixelY(frame), toPixelX(frame)];
  context.fillStyle = colour;
  context.globalAlpha = opacity;
  for (let index = 0; index < x.length; index += 1) {
    const up = pixelY(y[index] ?? Number.NaN);
    if (!Number.isFinite(up)) continue;
    const across = pixelX(x[index] ?? 0);
    context.beginPath();
    context.arc(across, up, radius * pixelRatio, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** Values beyond which one is an outlier, which has an arrow at the edge of its plot. */
interface Outside {
  readonly low: number;
  readonly high: number;
}

/** Marks values that a line cannot show: NaN and ∞ by a cross at the bottom, outliers by an arrow at the edge. */
export function drawUnplottable(frame: Frame, { x, y }: Points, colour: string, { low, high }: Outside): void {
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
    } else if (value > high && value > frame.y.to && across - lastUp >= 2 * size) {
      lastUp = across;
      arrow(context, across, top + pixelRatio, size);
    } else if (value < low && value < frame.y.from && across - lastDown >= 2 * size) {
      lastDown = across;
      arrow(context, across, top + height - pixelRatio, -size);
    }
  }
}

/** A moment of a run on the axis. */
export interface Mark {
  readonly x: number;
  readonly kind: 'checkpoint' | 'kept' | 'resumed';
}

/** Marks checkpoints by ticks at the bottom, the epoch that was kept and resumptions by lines to the top with their name. */
export function drawMarks(frame: Frame, marks: readonly Mark[], theme: Theme): void {
  const { context, left, width, top, height, pixelRatio } = frame;
  const pixelX = toPixelX(frame);
  context.strokeStyle = theme.foreground;
  context.lineWidth = pixelRatio;
  let last = -Infinity;
  for (const { x, kind } of marks) {
    const across = Math.round(pixelX(x)) + 0.5;
    const isLine = kind !== 'checkpoint';
    if (across < left || across > left + width + 1 || (!isLine && across - last < 3 * pixelRatio)) continue;
    if (!isLine) last = across;
    context.globalAlpha = isLine ? 0.75 : 1;
    context.setLineDash(
      kind === 'kept' ? [2 * pixelRatio, 3 * pixelRatio] : kind === 'resumed' ? [pixelRatio, 2 * pixelRatio] : [],
    );
    context.beginPath();
    context.moveTo(across, top + height);
    context.lineTo(across, isLine ? top : top + height - 5 * pixelRatio);
    context.stroke();
    context.globalAlpha = 1;
    if (isLine) nameMark(frame, kind, across, theme);
  }
  context.setLineDash([]);
}

/** Writes the name of a mark beside its line, on the side that has room, on a plate that keeps the curves from crossing it. */
function nameMark(
  { context, left, width, top, height, pixelRatio }: Frame,
  name: string,
  across: number,
  theme: Theme,
): void {
  context.textBaseline = 'alphabetic';
  const room = context.measureText(name).width + 8 * pixelRatio;
  const isLeft = across + room > left + width;
  const line = name === 'kept' ? 8 : 22;
  const baseline = top + height - line * pixelRatio;
  context.globalAlpha = 0.85;
  context.fillStyle = theme.background;
  context.fillRect(
    across + (isLeft ? -room : pixelRatio),
    baseline - 10 * pixelRatio,
    room - pixelRatio,
    13 * pixelRatio,
  );
  context.globalAlpha = 1;
  context.fillStyle = theme.foreground;
  context.textAlign = isLeft ? 'right' : 'left';
  context.fillText(name, across + (isLeft ? -4 : 4) * pixelRatio, baseline);
}

function cross(context: Surface, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x - size, y + size);
  context.lineTo(x + size, y - size);
  context.stroke();
}

/** Draws a triangle by its tip; it points down for a negative size. */
function arrow(context: Surface, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - Math.abs(size), y + 2 * size);
  context.lineTo(x + Math.abs(size), y + 2 * size);
  context.fill();
}
