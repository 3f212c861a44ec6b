import { logRange, valueRange, type GrowingCurve } from '../../../src/curves';
import { type PlotDefinition, endOf, type Scene } from '../scene';

/** Range of a value axis. */
export interface AxisRange {
  readonly from: number;
  readonly to: number;
  readonly isLog: boolean;
}

/** Share of a run at its beginning whose values may leave the plot. */
const entryShare = 0.1;

/** Share of the average's height by which the noise around it may widen the axis. */
const noiseShare = 0.35;

/**
 * The range of a plot's value axis. Of a whole run the last nine tenths of its steps rule it, and where there is an average, the
 * average: a fall from the first steps would make all that follows a flat line, and noise a bar code. An axis is logarithmic where
 * it is wanted and a value is positive.
 */
export function axisRange(scene: Scene, definition: PlotDefinition): AxisRange {
  const isWanted = definition.log !== undefined && scene.logs.has(definition.name);
  if (isWanted) {
    const [low, high] = rulingExtremes(scene, definition, true);
    if (high > 0 && low <= high) {
      const [from, to] = logRange(low, high);
      return { from, to, isLog: true };
    }
  }
  const [low, high] = rulingExtremes(scene, definition, false);
  const [from, to] = valueRange(low, high, definition.values);
  return { from, to, isLog: false };
}

/** Smallest and largest value that an axis must show; [Infinity, -Infinity] where there is none. */
function rulingExtremes(scene: Scene, definition: PlotDefinition, isLog: boolean): [number, number] {
  const { low = -Infinity, high = Infinity } = scene.limits.get(definition.name) ?? {};
  const limits = { low: isLog ? Math.max(low, Number.MIN_VALUE) : low, high };
  const [values, noise] = [new Extremes(limits), new Extremes(limits)];
  const shown = definition.curves.map(({ name }) => name).filter((name) => !scene.hidden.has(name));
  for (const run of scene.runs) {
    const from = ruledFrom(scene, definition, endOf(run));
    for (const name of [...shown, ...(definition.band ?? [])]) {
      const line = run.lines.get(name);
      if (line === undefined) continue;
      const inside = { from, to: scene.window.to };
      if (line.smooth === undefined) values.take(line.raw, inside);
      else {
        values.take(line.smooth, inside);
        noise.take(line.raw, inside);
      }
    }
  }
  if (definition.hasReferences === true) {
    for (const { value, line } of scene.references) {
      if (value !== undefined) values.add(value);
      if (line !== undefined) values.take(line, { from: ruledFrom(scene, definition, line.end), to: scene.window.to });
    }
  }
  if (scene.setsAside) return widened(values, noise, isLog);
  return [Math.min(values.low, noise.low), Math.max(values.high, noise.high)];
}

/** The x from which values rule the axis. */
function ruledFrom({ isZoomed, setsAside, window }: Scene, { clipsEntry }: PlotDefinition, end: number): number {
  return clipsEntry === true && !isZoomed && setsAside && end > 0
    ? Math.max(window.from, entryShare * end)
    : window.from;
}

/** Extremes of averages, widened by the noise around them up to a share of their height. */
function widened({ low, high }: Extremes, noise: Extremes, isLog: boolean): [number, number] {
  if (!(noise.low <= noise.high) || !(low <= high)) return [Math.min(low, noise.low), Math.max(high, noise.high)];
  if (!isLog) {
    const room = Math.max((high - low) * noiseShare, Math.abs(high) * 1e-3);
    return [Math.min(low, Math.max(noise.low, low - room)), Math.max(high, Math.min(noise.high, high + room))];
  }
  const room = Math.max((high / low) ** noiseShare, 1.5);
  return [Math.min(low, Math.max(noise.low, low / room)), Math.max(high, Math.min(noise.high, high * room))];
}

/** Growing extremes of the finite values within limits. */
class Extremes {
  low = Infinity;
  high = -Infinity;

  constructor(private readonly limits: { readonly low: number; readonly high: number }) {}

  add(value: number): void {
    if (!(value >= this.limits.low && value <= this.limits.high) || !Number.isFinite(value)) return;
    if (value < this.low) this.low = value;
    if (value > this.high) this.high = value;
  }

  /** Adds the values of a curve in a closed interval of x. */
  take(curve: GrowingCurve, { from, to }: { readonly from: number; readonly to: number }): void {
    const { x, y } = curve.view();
    for (let index = 0; index < x.length; index += 1) {
      const position = x[index] ?? Number.NaN;
      if (position >= from && position <= to) this.add(y[index] ?? Number.NaN);
    }
  }
}
