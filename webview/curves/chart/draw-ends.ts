import { colourOf, toPixelY, type Frame } from '../../drawing';
import type { Chart } from './chart';
import { referencePen } from './draw-references';
import { penOf } from './draw-run';

/** Height of a label in CSS pixels. */
const lineHeight = 12;
/** Compared runs above which their last values would hide each other. */
const maxRuns = 6;

interface End {
  readonly text: string;
  readonly colour: string;
  /** Height at which it would stand, in device pixels. */
  readonly y: number;
}

/** Writes the newest value of each curve beside its end; labels that would overlap are moved apart. */
export function drawEnds(frame: Frame, chart: Chart): void {
  const { context, left, top, width, height, pixelRatio } = frame;
  const ends = endsOf(frame, chart).sort((one, other) => one.y - other.y);
  const places = spread(
    ends.map(({ y }) => y),
    { from: top + 4 * pixelRatio, to: top + height - 2 * pixelRatio, gap: lineHeight * pixelRatio },
  );
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  ends.forEach(({ text, colour }, index) => {
    context.fillStyle = colour;
    context.fillText(text, left + width + 6 * pixelRatio, places[index] ?? 0);
  });
}

function endsOf(frame: Frame, { scene, definition }: Chart): End[] {
  const { runs, hidden, window } = scene;
  const pixelY = toPixelY(frame);
  const isInside = (y: number): boolean => y >= frame.top - 1 && y <= frame.top + frame.height + 1;
  const end = (value: number, colour: string): End[] => {
    const y = pixelY(value);
    return isInside(y) ? [{ text: definition.formatEnd(value), colour, y }] : [];
  };
  if (runs.length > maxRuns) return [];
  const ofRuns = runs.flatMap((run) => {
    const shown = definition.curves.flatMap((curve, index) => (hidden.has(curve.name) ? [] : [{ curve, index }]));
    const there = shown.filter(({ curve }) => run.lines.has(curve.name));
    return (runs.length > 1 ? there.slice(0, 1) : there).flatMap(({ curve, index }) => {
      const line = run.lines.get(curve.name);
      const value = line === undefined ? Number.NaN : (line.smooth ?? line.raw).at(Math.min(window.to, line.raw.end));
      return end(value, runs.length > 1 ? colourOf(scene.theme, run.slot) : penOf(scene, run, curve, index).colour);
    });
  });
  const beside = definition.hasReferences === true ? scene.references : [];
  return ofRuns.concat(
    beside.flatMap((reference) =>
      end(reference.value ?? reference.line?.last ?? Number.NaN, referencePen(scene, reference).colour),
    ),
  );
}

/** Moves ascending places apart by a gap, as little as needed and within limits. */
export function spread(
  places: readonly number[],
  { from, to, gap }: { readonly from: number; readonly to: number; readonly gap: number },
): number[] {
  const moved = [...places];
  for (let index = 0; index < moved.length; index += 1) {
    moved[index] = Math.max(moved[index] ?? 0, index === 0 ? from : (moved[index - 1] ?? 0) + gap);
  }
  for (let index = moved.length - 1, ceiling = to; index >= 0; index -= 1, ceiling = (moved[index + 1] ?? 0) - gap) {
    moved[index] = Math.min(moved[index] ?? 0, ceiling);
  }
  return moved;
}
