import { addExtremes, type Blocks } from './blocks';
import { lowerBound, type Numbers } from './growing-curve';

/** Which points fall into which pixel column of a window; the same for every curve over the same places. */
export interface PixelColumns {
  /** The first point inside, and the first one after the window. */
  readonly start: number;
  readonly end: number;
  /** How many points there are at all. */
  readonly count: number;
  /** Where each column that holds a point begins, ascending; absent when every point is kept. */
  readonly begins?: Int32Array;
}

/** Sorts ascending places into `pixels` columns of [from, to]. At most three points a column on average all stay. */
export function pixelColumns(
  x: Numbers,
  { from, to, pixels }: { readonly from: number; readonly to: number; readonly pixels: number },
): PixelColumns {
  const start = lowerBound(x, from);
  const end = firstAfter(x, to);
  const counted = { start, end, count: x.length };
  if (end - start <= 3 * pixels || !(to > from)) return counted;
  const width = (to - from) / pixels;
  const begins: number[] = [];
  for (let first = start; first < end;) {
    begins.push(first);
    const limit = from + (Math.floor(((x[first] ?? 0) - from) / width) + 1) * width;
    first = Math.max(first + 1, Math.min(end, lowerBound(x, limit)));
  }
  return { ...counted, begins: Int32Array.from(begins) };
}

/**
 * The points of a curve to be drawn: the smallest, the largest and the last of each pixel column, and one point of each gap
 * (a value that is not finite), so that no line is drawn across it. One neighbour on each side of the window stays, so
 * that lines run to its edges. `blocks`, where they are kept of the curve, spare a look at each row.
 */
export function thinIndices(columns: PixelColumns, y: Numbers, blocks?: Blocks): number[] {
  const { start, end, count, begins } = columns;
  const chosen = start > 0 ? [start - 1] : [];
  if (begins === undefined) for (let index = start; index < end; index += 1) chosen.push(index);
  else {
    for (let column = 0; column < begins.length; column += 1) {
      chooseColumn({ y, blocks }, begins[column] ?? end, begins[column + 1] ?? end, chosen);
    }
  }
  if (end < count) chosen.push(end);
  return chosen;
}

/** Thins one curve by itself; NaN is a gap. */
export function thin(
  x: Numbers,
  y: Numbers,
  window: { readonly from: number; readonly to: number; readonly pixels: number },
): { readonly x: Float64Array; readonly y: Float32Array } {
  const chosen = thinIndices(pixelColumns(x, window), y);
  return {
    x: Float64Array.from(chosen, (index) => x[index] ?? 0),
    y: Float32Array.from(chosen, (index) => y[index] ?? Number.NaN),
  };
}

function firstAfter(x: Numbers, to: number): number {
  const place = lowerBound(x, to);
  return x[place] === to ? place + 1 : place;
}

interface Curve {
  readonly y: Numbers;
  readonly blocks: Blocks | undefined;
}

/** Chooses of [first, next) the smallest, the largest, the last and, between two of them, the first gap. */
function chooseColumn({ y, blocks }: Curve, first: number, next: number, chosen: number[]): void {
  const found = { low: -1, high: -1, gaps: 0 };
  if (blocks === undefined) addExtremes(y, first, next, found);
  else blocks.addExtremes(y, first, next, found);
  const { low, high, gaps } = found;
  let before = first - 1;
  const take = (index: number): void => {
    if (index <= before) return;
    if (gaps > 0) {
      for (let place = before + 1; place < index; place += 1) {
        if (Number.isFinite(y[place])) continue;
        chosen.push(place);
        break;
      }
    }
    chosen.push(index);
    before = index;
  };
  take(Math.min(low, high));
  take(Math.max(low, high));
  take(next - 1);
}
