import { axes, isCurveName, type Axis, type CurveName } from '../../../src/curves';
import { extraCurves, logPlots, plotList } from '../scene/plot-list';

/** Settings of the view of curves, kept for the workspace, and the zoom, which is one run's. */
export interface CurveChoices {
  readonly axis: Axis;
  /** Names of the plots with a log axis. */
  readonly logs: readonly string[];
  /** Weight of the moving average; 0 draws none. */
  readonly smoothing: number;
  readonly setsAside: boolean;
  readonly hidden: readonly CurveName[];
  readonly zoom?: { readonly from: number; readonly to: number };
}

export const firstChoices: CurveChoices = {
  axis: 'step',
  logs: logPlots,
  // Over ten steps: enough to see through the noise of batches, too little to bend a curve.
  smoothing: 0.9,
  setsAside: true,
  hidden: extraCurves,
};

/** Validates saved settings; an invalid one, or one that is missing, gets its value of `defaults`. */
export function readChoices(value: unknown, defaults: CurveChoices = firstChoices): CurveChoices {
  if (typeof value !== 'object' || value === null) return defaults;
  const { axis, logs, smoothing, setsAside, hidden, zoom } = value as Partial<Record<keyof CurveChoices, unknown>>;
  const { from, to } = (zoom ?? {}) as { from?: unknown; to?: unknown };
  const isZoom = typeof from === 'number' && typeof to === 'number' && from < to && Number.isFinite(to - from);
  const isWeight = typeof smoothing === 'number' && smoothing >= 0 && smoothing <= 0.999;
  return {
    axis: axes.find((name) => name === axis) ?? defaults.axis,
    logs: Array.isArray(logs) ? plotList.flatMap(({ name }) => (logs.includes(name) ? [name] : [])) : defaults.logs,
    smoothing: isWeight ? smoothing : defaults.smoothing,
    setsAside: typeof setsAside === 'boolean' ? setsAside : defaults.setsAside,
    hidden: Array.isArray(hidden) ? hidden.filter(isCurveName) : defaults.hidden,
    ...(isZoom && { zoom: { from, to } }),
  };
}

/** Whether saved settings have an axis that a person chose; else each run has its own. */
export function hasAxis(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'axis' in value && axes.some((name) => name === value.axis);
}

/** The axis of a run of which nobody chose one: epochs, once it has told how many there are. */
export function usualAxis({ epochs = 0 }: { readonly epochs?: number }): Axis {
  return epochs > 0 ? 'epoch' : firstChoices.axis;
}

/** A list without an item that it has, or with one that it has not. */
export function toggled<Item>(list: readonly Item[], item: Item): Item[] {
  return list.includes(item) ? list.filter((one) => one !== item) : [...list, item];
}
