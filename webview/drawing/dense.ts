import { toPixelY, toPixelX, type Frame, type Pen, type Points } from './frame';

/** Opacity of a dense curve in the gaps of a dash pattern, so that no value is hidden. */
const faint = 0.35;

/** Whether a curve has more points in the window than its plot has pixel columns. */
export function isDense({ width }: Frame, { x }: Points): boolean {
  return x.length > width;
}

/**
 * Draws a dense curve as one bar per pixel column, from its smallest to its largest value there. A line through all points
 * would look the same and take a hundred times as long. Dashes are measured along the horizontal axis.
 */
export function drawDense(frame: Frame, points: Points, pen: Pen): void {
  const { context, pixelRatio } = frame;
  const thickness = pen.width * pixelRatio;
  const isDown = penDown(pen.dash.map((length) => length * pixelRatio));
  context.fillStyle = pen.colour;
  let before: Bar | undefined;
  for (const bar of barsOf(frame, points)) {
    context.globalAlpha = pen.opacity * (isDown(bar.column - Math.round(frame.left)) ? 1 : faint);
    context.fillRect(bar.column, bar.top - thickness / 2, 1, bar.bottom - bar.top + thickness);
    if (before !== undefined && bar.isContinuous) join(frame, before, bar, thickness);
    before = bar;
  }
  context.globalAlpha = 1;
}

/** Fills the band between two dense curves by pixel column. */
export function fillDense(frame: Frame, low: Points, high: Points): void {
  const floors = new Map<number, number>();
  for (const { column, bottom } of barsOf(frame, low)) floors.set(column, bottom);
  for (const { column, top } of barsOf(frame, high)) {
    const floor = floors.get(column);
    if (floor !== undefined) frame.context.fillRect(column, top, 1, floor - top);
  }
}

/** Vertical extent of a curve in one pixel column; y grows downwards. */
interface Bar {
  readonly column: number;
  top: number;
  bottom: number;
  /** Whether the curve has no gap since the previous bar. */
  readonly isContinuous: boolean;
}

function* barsOf(frame: Frame, { x, y }: Points): Generator<Bar> {
  const [pixelY, pixelX] = [toPixelY(frame), toPixelX(frame)];
  let bar: Bar | undefined;
  let isOpen = false;
  for (let index = 0; index < x.length; index += 1) {
    const up = pixelY(y[index] ?? Number.NaN);
    if (!Number.isFinite(up)) {
      isOpen = false;
      continue;
    }
    const column = Math.floor(pixelX(x[index] ?? 0));
    if (bar?.column === column) {
      bar.top = Math.min(bar.top, up);
      bar.bottom = Math.max(bar.bottom, up);
    } else {
      if (bar !== undefined) yield bar;
      bar = { column, top: up, bottom: up, isContinuous: isOpen };
    }
    isOpen = true;
  }
  if (bar !== undefined) yield bar;
}

/** Connects two bars that do not touch. */
function join({ context }: Frame, before: Bar, bar: Bar, thickness: number): void {
  const [from, to] = before.bottom < bar.top ? [before.bottom, bar.top] : [bar.bottom, before.top];
  const width = bar.column - before.column;
  if (width === 1 && to - from > thickness) context.fillRect(bar.column, from, 1, to - from);
  if (width === 1) return;
  context.lineWidth = thickness;
  context.strokeStyle = context.fillStyle;
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(before.column + 0.5, before.bottom < bar.top ? before.bottom : before.top);
  context.lineTo(bar.column + 0.5, before.bottom < bar.top ? bar.top : bar.bottom);
  context.stroke();
}

/** Gives whether a dash pattern draws at a distance in pixels from its start. */
function penDown(dash: readonly number[]): (along: number) => boolean {
  const whole = dash.reduce((sum, length) => sum + length, 0);
  if (whole === 0) return () => true;
  return (along) => {
    let rest = along % whole;
    let part = 0;
    for (; rest >= (dash[part] ?? Infinity); part += 1) rest -= dash[part] ?? 0;
    return part % 2 === 0;
  };
}
