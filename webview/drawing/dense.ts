import { heightOf, placeOf, type Frame, type Pen, type Points } from './frame';

/** Where a pen with dashes is up, a dense curve is drawn as faint as this: nothing of it is left out. */
const faint = 0.35;

/** Whether a curve has more points than its plot has columns of pixels; `points` are those in the window. */
export function isDense({ width }: Frame, { x }: Points): boolean {
  return x.length > width;
}

/**
 * Draws a dense curve as a bar in each column of pixels, from its smallest value there to its largest. A line through all
 * of its points would look the same and take a hundred times as long. The pen's dashes lie along the axis.
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
    if (before !== undefined && bar.goesOn) join(frame, before, bar, thickness);
    before = bar;
  }
  context.globalAlpha = 1;
}

/** Fills the space between two dense curves, column by column. */
export function fillDense(frame: Frame, low: Points, high: Points): void {
  const floors = new Map<number, number>();
  for (const { column, bottom } of barsOf(frame, low)) floors.set(column, bottom);
  for (const { column, top } of barsOf(frame, high)) {
    const floor = floors.get(column);
    if (floor !== undefined) frame.context.fillRect(column, top, 1, floor - top);
  }
}

/** What a curve has in one column of pixels: heights are measured from above. */
interface Bar {
  readonly column: number;
  top: number;
  bottom: number;
  /** Whether no gap lies between it and the bar before. */
  readonly goesOn: boolean;
}

function* barsOf(frame: Frame, { x, y }: Points): Generator<Bar> {
  const [height, place] = [heightOf(frame), placeOf(frame)];
  let bar: Bar | undefined;
  let isOpen = false;
  for (let index = 0; index < x.length; index += 1) {
    const up = height(y[index] ?? Number.NaN);
    if (!Number.isFinite(up)) {
      isOpen = false;
      continue;
    }
    const column = Math.floor(place(x[index] ?? 0));
    if (bar?.column === column) {
      bar.top = Math.min(bar.top, up);
      bar.bottom = Math.max(bar.bottom, up);
    } else {
      if (bar !== undefined) yield bar;
      bar = { column, top: up, bottom: up, goesOn: isOpen };
    }
    isOpen = true;
  }
  if (bar !== undefined) yield bar;
}

/** Joins two bars that do not touch. */
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

/** Whether a pen of these dashes is down so many pixels along its way. */
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
