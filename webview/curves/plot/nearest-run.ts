import type { Chart } from '../chart';
import type { RunInSlot } from '../scene';

/** Distance in CSS pixels up to which a curve counts as below the pointer. */
const reach = 8;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The run whose curve passes closest below the pointer; `at` is its place in a plotting area of a size. */
export function nearestRun(
  { scene, definition, range }: Chart,
  at: { readonly x: number; readonly y: number },
  { width, height }: Size,
): RunInSlot | undefined {
  const { from, to } = scene.window;
  const position = from + (at.x / width) * (to - from);
  const scaled = (value: number): number => (range.isLog ? Math.log10(value) : value);
  const [low, high] = [scaled(range.from), scaled(range.to)];
  let [nearest, distance]: [RunInSlot | undefined, number] = [undefined, reach];
  for (const run of scene.runs) {
    for (const { name } of definition.curves) {
      const line = run.lines.get(name);
      if (line === undefined || scene.hidden.has(name) || position > line.raw.end) continue;
      const value = (line.smooth ?? line.raw).at(position);
      const away = Math.abs(height * (1 - (scaled(value) - low) / (high - low)) - at.y);
      if (away < distance) [nearest, distance] = [run, away];
    }
  }
  return nearest;
}
