import type { SweepTable, SweptPoint, SweptRun } from '../../../src/sweep-figures';

/** A row of the table: a point, or one of its runs below it. */
export type Row =
  | { readonly kind: 'point'; readonly place: number; readonly point: SweptPoint; readonly isOpen: boolean }
  | { readonly kind: 'run'; readonly place: number; readonly run: SweptRun };

/** The rows of points in an order; `open` ones are followed by their runs. */
export function rowsOf({ points }: SweepTable, places: readonly number[], open: ReadonlySet<number>): Row[] {
  return places.flatMap((place): Row[] => {
    const point = points[place];
    if (point === undefined) return [];
    const isOpen = open.has(place);
    const runs = isOpen ? point.runs.map((run): Row => ({ kind: 'run', place, run })) : [];
    return [{ kind: 'point', place, point, isOpen }, ...runs];
  });
}

/** Name of a row, the same while its content changes. */
export function keyOf(row: Row): string {
  return row.kind === 'point' ? `point ${row.place}` : `run ${row.run.id}`;
}
