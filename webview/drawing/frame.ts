import { lowerBound } from '../../src/curves';

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

/** Gives the horizontal place of a number of the axis. */
export function placeOf({ left, width, x: { from, to } }: Frame): (value: number) => number {
  const scale = width / (to - from);
  return (value) => left + (value - from) * scale;
}

/** The points in the window, and one on each side of it, so that lines run to its edges. */
export function pointsInside({ x: { from, to } }: Frame, { x, y }: Points): Points {
  const start = Math.max(0, lowerBound(x, from) - 1);
  const end = Math.min(x.length, lowerBound(x, to) + 1);
  return { x: x.subarray(start, end), y: y.subarray(start, end) };
}
