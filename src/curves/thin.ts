import type { BlockExtremes } from './block-extremes';
import { addExtremes, resetExtremes, emptyExtremes, type Extremes } from './extremes';
import { lowerBound, type FloatArray } from './growing-curve';

/** Points of a window grouped by pixel column; the same for every curve over the same x. */
export interface PixelColumns {
  /** Half-open range of the points inside the window. */
  readonly start: number;
  readonly end: number;
  /** Count of all points, in the window or not. */
  readonly count: number;
  /** First point of each column that is not empty, ascending; absent when every point is kept. */
  readonly begins?: Int32Array;
}

/** Groups ascending x into `pixels` columns of [from, to]. Up to three points a column on average are all kept. */
export function pixelColumns(
  x: FloatArray,
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
 * Downsamples a curve to the indices to draw: the smallest, the largest and the last point of each pixel column, and one
 * point of each gap (a value that is not finite), so that no line crosses it. One neighbour on each side of the window
 * stays, so that lines run to its edges. `blocks`, an index of the curve, spares the scan of every row.
 */
export function thinIndices(columns: PixelColumns, y: FloatArray, blocks?: BlockExtremes): Int32Array {
  const { start, end, count, begins } = columns;
  const choice = new RowList(y, (begins === undefined ? end - start : maxPerColumn * begins.length) + 2);
  if (start > 0) choice.add(start - 1);
  if (begins === undefined) for (let index = start; index < end; index += 1) choice.add(index);
  else {
    const found = emptyExtremes();
    for (let column = 0; column < begins.length; column += 1) {
      const first = begins[column] ?? end;
      const next = begins[column + 1] ?? end;
      resetExtremes(found);
      if (blocks === undefined) addExtremes(y, first, next, found);
      else blocks.addExtremes(y, first, next, found);
      choice.addColumn(first, next, found);
    }
  }
  if (end < count) choice.add(end);
  return choice.all();
}

/** Downsamples one curve to the points to draw; NaN is a gap. */
export function thin(
  x: FloatArray,
  y: FloatArray,
  window: { readonly from: number; readonly to: number; readonly pixels: number },
): { readonly x: Float64Array; readonly y: Float32Array } {
  const chosen = thinIndices(pixelColumns(x, window), y);
  return {
    x: Float64Array.from(chosen, (index) => x[index] ?? 0),
    y: Float32Array.from(chosen, (index) => y[index] ?? Number.NaN),
  };
}

function firstAfter(x: FloatArray, to: number): number {
  const index = lowerBound(x, to);
  return x[index] === to ? index + 1 : index;
}

/** Points of one pixel column: at most its smallest, its largest and its last one, each with a gap before it. */
const maxPerColumn = 6;

/** Ascending list of the rows to draw. */
class RowList {
  private readonly rows: Int32Array;
  private used = 0;

  constructor(
    private readonly y: FloatArray,
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

  /** Adds from the rows [first, next) the smallest, the largest, the last and the first gap between any two of them. */
  addColumn(first: number, next: number, { low, high, gaps }: Extremes): void {
    let before = this.addAfter(first - 1, Math.min(low, high), gaps > 0);
    before = this.addAfter(before, Math.max(low, high), gaps > 0);
    this.addAfter(before, next - 1, gaps > 0);
  }

  /** Adds a row if it is after `before`. Returns the last row added. */
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
