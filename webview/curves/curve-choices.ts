import { axes, isCurveName, type Axis, type CurveName } from '../../src/curves';
import { extraCurves } from './plot-list';

/** What a person chose of the curves' view; kept over a reload. */
export interface CurveChoices {
  readonly axis: Axis;
  readonly isLog: boolean;
  /** The weight of the average; 0 is none. */
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

/** Reads kept choices; whatever of them is impossible is as at first. */
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
