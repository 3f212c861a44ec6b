import type { CurveName } from '../../src/curves';
import type { PlotLimits } from '../../src/panel/messages';
import type { DrawnRun } from './curve-store';
import type { PlotDefinition } from './plot-list';

/** A run with its place among the pins; the panel's own run has place 0. */
export interface PlacedRun extends DrawnRun {
  readonly place: number;
}

export interface Scene {
  readonly runs: readonly PlacedRun[];
  readonly window: { readonly from: number; readonly to: number };
  readonly limits: ReadonlyMap<string, PlotLimits>;
  readonly hidden: ReadonlySet<CurveName>;
  readonly isLog: boolean;
  readonly isWholeNumbers: boolean;
  /** The run that stands out, when one does. */
  readonly highlighted: string | undefined;
  /** The word for the axis. */
  readonly axisLabel: string;
}

/** The smallest and largest value of a plot to be shown, outliers aside: -Infinity and Infinity swapped where there is none. */
export function extremesOf(
  scene: Scene,
  definition: PlotDefinition,
  of: 'all values' | 'positive values',
): [number, number] {
  const { runs, window, limits, hidden } = scene;
  const { low = -Infinity, high = Infinity } = limits.get(definition.name) ?? {};
  let [least, most] = [Infinity, -Infinity];
  const shown = definition.curves.map(({ name }) => name).filter((name) => !hidden.has(name));
  for (const { lines } of runs) {
    for (const name of [...shown, ...(definition.band ?? [])]) {
      const line = lines.get(name);
      if (line === undefined) continue;
      const { x, y } = line.raw.view();
      for (let index = 0; index < x.length; index += 1) {
        const [place, value] = [x[index] ?? 0, y[index] ?? Number.NaN];
        if (place < window.from || place > window.to || !(value >= low && value <= high)) continue;
        if ((of === 'positive values' && value <= 0) || !Number.isFinite(value)) continue;
        if (value < least) least = value;
        if (value > most) most = value;
      }
    }
  }
  return [least, most];
}
