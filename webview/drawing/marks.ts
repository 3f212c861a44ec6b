import { toPixelY, toPixelX, type Frame, type Pen, type Points } from './frame';
import { isFree } from './room';
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

/**
 * Marks checkpoints by small triangles at the bottom, the epoch that was kept and resumptions by lines to the top with their name,
 * which stands where none of the `curves` is.
 */
export function drawMarks(frame: Frame, marks: readonly Mark[], curves: readonly Points[], theme: Theme): void {
  const { context, left, width, top, height, pixelRatio } = frame;
  const pixelX = toPixelX(frame);
  let last = -Infinity;
  for (const { x, kind } of marks) {
    const across = Math.round(pixelX(x)) + 0.5;
    if (across < left || across > left + width + 1) continue;
    if (kind === 'checkpoint') {
      if (across - last < 4 * pixelRatio) continue;
      last = across;
      context.fillStyle = theme.foreground;
      arrow(context, across, top + height - 4 * pixelRatio, 2 * pixelRatio);
      continue;
    }
    context.strokeStyle = theme.foreground;
    context.lineWidth = pixelRatio;
    context.globalAlpha = 0.75;
    context.setLineDash((kind === 'kept' ? [2, 3] : [1, 2]).map((length) => length * pixelRatio));
    context.beginPath();
    context.moveTo(across, top + height);
    context.lineTo(across, top);
    context.stroke();
    context.globalAlpha = 1;
    nameMark(frame, kind, across, { theme, curves });
  }
  context.setLineDash([]);
}

const markLabels = { kept: 'kept', resumed: 'resumed' } as const;

/** Writes the name of a mark beside its line, on the side that has room, at the bottom or else at the top, where no curve is. */
function nameMark(
  frame: Frame,
  name: 'kept' | 'resumed',
  across: number,
  { theme, curves }: { readonly theme: Theme; readonly curves: readonly Points[] },
): void {
  const { context, left, width, top, height, pixelRatio } = frame;
  const label = markLabels[name];
  const room = context.measureText(label).width + 8 * pixelRatio;
  const isLeft = across + room > left + width;
  const start = isLeft ? across - room : across + pixelRatio;
  // Of two marks close to each other, the names stand in two lines.
  const line = (name === 'kept' ? 0 : 14) * pixelRatio;
  const [low, high] = [top + height - 9 * pixelRatio - line, top + 11 * pixelRatio + line];
  const hasRoom = (baseline: number): boolean => {
    const [upper, lower] = [baseline - 11 * pixelRatio, baseline + 4 * pixelRatio];
    return isFree(frame, curves, { left: start, right: start + room, top: upper, bottom: lower });
  };
  const baseline = hasRoom(low) || !hasRoom(high) ? low : high;
  context.textBaseline = 'alphabetic';
  context.fillStyle = theme.foreground;
  context.textAlign = isLeft ? 'right' : 'left';
  context.fillText(label, across + (isLeft ? -4 : 4) * pixelRatio, baseline);
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
