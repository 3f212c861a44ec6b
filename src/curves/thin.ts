import type { Blocks } from './blocks';
import { addExtremes, forgetExtremes, noExtremes, type Extremes } from './extremes';
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
export function thinIndices(columns: PixelColumns, y: Numbers, blocks?: Blocks): Int32Array {
  const { start, end, count, begins } = columns;
  const choice = new Choice(y, (begins === undefined ? end - start : mostOfColumn * begins.length) + 2);
  if (start > 0) choice.add(start - 1);
  if (begins === undefined) for (let index = start; index < end; index += 1) choice.add(index);
  else {
    const found = noExtremes();
    for (let column = 0; column < begins.length; column += 1) {
      const first = begins[column] ?? end;
      const next = begins[column + 1] ?? end;
      forgetExtremes(found);
      if (blocks === undefined) addExtremes(y, first, next, found);
      else blocks.addExtremes(y, first, next, found);
      choice.addColumn(first, next, found);
    }
  }
  if (end < count) choice.add(end);
  return choice.all();
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

/** Of a pixel column at most its smallest, its largest and its last point are chosen, and a gap before each of them. */
const mostOfColumn = 6;

/** The rows that are chosen of a curve, ascending. */
class Choice {
  private readonly rows: Int32Array;
  private used = 0;

  constructor(
    private readonly y: Numbers,
    room: number,
  ) {
    this.rows = new Int32Array(room);
  }

  all(): Int32Array {
    return this.rows.subarray(0, this.used);
  }

  add(row: number): void {
    this.rows[this.used] = row;
    this.used += 1;
  }

  /** Adds of the rows of [first, next) the smallest, the largest, the last and, between two of them, the first gap. */
  addColumn(first: number, next: number, { low, high, gaps }: Extremes): void {
    let before = this.addAfter(first - 1, Math.min(low, high), gaps > 0);
    before = this.addAfter(before, Math.max(low, high), gaps > 0);
    this.addAfter(before, next - 1, gaps > 0);
  }

  /** Adds a row unless it is the one before or lies before that; gives which one is then the last. */
  private addAfter(before: number, row: number, hasGaps: boolean): number {
    if (row <= before) return before;
    if (hasGaps) this.addGap(before + 1, row);
    this.add(row);
    return row;
  }

  private addGap(start: number, end: number): void {
    for (let row = start; row < end; row += 1) {
      if (Number.isFinite(this.y[row])) continue;
      this.add(row);
      return;
    }
  }
}
