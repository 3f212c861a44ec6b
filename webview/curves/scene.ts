import type { CurveName } from '../../src/curves';
import type { Theme } from '../drawing';
import type { PlotLimits } from '../../src/panel/messages';
import type { DrawnRun } from './curve-store';
import type { PlotDefinition } from './plot-list';

/** Drawn run with its pin slot, which decides its colour; the panel's own run has slot 0. */
export interface RunInSlot extends DrawnRun {
  readonly slot: number;
}

/** Everything that a plot needs to draw. */
export interface Scene {
  readonly runs: readonly RunInSlot[];
  readonly window: { readonly from: number; readonly to: number };
  readonly limits: ReadonlyMap<string, PlotLimits>;
  readonly hidden: ReadonlySet<CurveName>;
  readonly isLog: boolean;
  readonly isWholeNumbers: boolean;
  /** Id of the emphasised run, if any. */
  readonly highlighted: string | undefined;
  /** Noun for the horizontal axis. */
  readonly axisLabel: string;
  readonly theme: Theme;
}

/** Smallest and largest visible value of a plot without outliers; [Infinity, -Infinity] when there is none. */
export function extremesOf(
  scene: Scene,
  definition: PlotDefinition,
  of: 'all values' | 'positive values',
): [number, number] {
  const { runs, window, limits, hidden } = scene;
  const { low = -Infinity, high = Infinity } = limits.get(definition.name) ?? {};
  let [min, max] = [Infinity, -Infinity];
  const shown = definition.curves.map(({ name }) => name).filter((name) => !hidden.has(name));
  for (const { lines } of runs) {
    for (const name of [...shown, ...(definition.band ?? [])]) {
      const line = lines.get(name);
      if (line === undefined) continue;
      const { x, y } = line.raw.view();
      for (let index = 0; index < x.length; index += 1) {
        const [position, value] = [x[index] ?? 0, y[index] ?? Number.NaN];
        if (position < window.from || position > window.to || !(value >= low && value <= high)) continue;
        if ((of === 'positive values' && value <= 0) || !Number.isFinite(value)) continue;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
  }
  return [min, max];
}
