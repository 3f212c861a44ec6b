import { lowerBound } from '../../src/curves';
import type { Surface } from './surface';

/** Mapping of a plot's values to its canvas, in device pixels. */
export interface Frame {
  readonly context: Surface;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: { readonly from: number; readonly to: number };
  readonly y: { readonly from: number; readonly to: number; readonly isLog: boolean };
  readonly pixelRatio: number;
}

/** Points of a curve, ascending in x. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float32Array;
}

/** Line style; widths and dashes in CSS pixels. */
export interface Pen {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly width: number;
  readonly opacity: number;
}

/** Gives the function from a value to its y pixel; NaN for a value that a log scale cannot show. */
export function toPixelY({ top, height, y }: Frame): (value: number) => number {
  const scaled = y.isLog ? Math.log10 : (value: number): number => value;
  const [from, to] = [scaled(y.from), scaled(y.to)];
  return (value) => top + height * (1 - (scaled(value) - from) / (to - from));
}

/** Gives the function from an axis position to its x pixel. */
export function toPixelX({ left, width, x: { from, to } }: Frame): (value: number) => number {
  const scale = width / (to - from);
  return (value) => left + (value - from) * scale;
}

/** Selects the points in the window and one neighbour on each end, so that lines reach its edges. */
export function pointsInside({ x: { from, to } }: Frame, { x, y }: Points): Points {
  const start = Math.max(0, lowerBound(x, from) - 1);
  const end = Math.min(x.length, lowerBound(x, to) + 1);
  return { x: x.subarray(start, end), y: y.subarray(start, end) };
}
