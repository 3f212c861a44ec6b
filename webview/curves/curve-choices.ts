import { axes, isCurveName, type Axis, type CurveName } from '../../src/curves';
import { extraCurves } from './plot-list';

/** Settings of the view of curves, saved over a reload. */
export interface CurveChoices {
  readonly axis: Axis;
  readonly isLog: boolean;
  /** Weight of the moving average; 0 draws none. */
  readonly smoothing: number;
  readonly setsAside: boolean;
  readonly hidden: readonly CurveName[];
  readonly zoom?: { readonly from: number; readonly to: number };
}

export const firstChoices: CurveChoices = {
  axis: 'step',
  isLog: false,
  smoothing: 0,
  setsAside: true,
  hidden: extraCurves,
};

/** Validates saved settings; invalid ones get their default. */
export function readChoices(value: unknown): CurveChoices {
  if (typeof value !== 'object' || value === null) return firstChoices;
  const { axis, isLog, smoothing, setsAside, hidden, zoom } = value as Partial<Record<keyof CurveChoices, unknown>>;
  const { from, to } = (zoom ?? {}) as { from?: unknown; to?: unknown };
  const isZoom = typeof from === 'number' && typeof to === 'number' && from < to && Number.isFinite(to - from);
  const isWeight = typeof smoothing === 'number' && smoothing >= 0 && smoothing <= 0.999;
  return {
    axis: axes.find((name) => name === axis) ?? firstChoices.axis,
    isLog: isLog === true,
    smoothing: isWeight ? smoothing : 0,
    setsAside: setsAside !== false,
    hidden: Array.isArray(hidden) ? hidden.filter(isCurveName) : firstChoices.hidden,
    ...(isZoom && { zoom: { from, to } }),
  };
}
