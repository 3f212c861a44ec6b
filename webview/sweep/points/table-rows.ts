import { describePoint, type SweepTable, type SweptPoint, type SweptRun } from '../../../src/sweep-figures';

/** A row of the table: a point, or one of its runs below it. */
export type Row =
  | {
      readonly kind: 'point';
      readonly place: number;
      readonly point: SweptPoint;
      readonly isOpen: boolean;
      readonly isBest: boolean;
      /** Its settings in words. */
      readonly label: string;
    }
  | { readonly kind: 'run'; readonly place: number; readonly run: SweptRun };

/** The rows of points in an order; `open` ones are followed by their runs. */
export function rowsOf(table: SweepTable, places: readonly number[], open: ReadonlySet<number>): Row[] {
  return places.flatMap((place): Row[] => {
    const point = table.points[place];
    if (point === undefined) return [];
    const isOpen = open.has(place);
    const runs = isOpen ? point.runs.map((run): Row => ({ kind: 'run', place, run })) : [];
    const row: Row = {
      ...{ kind: 'point', place, point, isOpen, isBest: place === table.best },
      // Made when it is asked for: of thousands of points few are in sight.
      get label(): string {
        return describePoint(table, point);
      },
    };
    return [row, ...runs];
  });
}

/** Whether a point may be dropped: one of the search that is not dropped yet. */
export const canDrop = ({ stage, isDropped = false }: SweptPoint): boolean => stage === 'search' && !isDropped;

/** Name of a row, the same while its content changes. */
export function keyOf(row: Row): string {
  return row.kind === 'point' ? `point ${row.place}` : `run ${row.run.id}`;
}

/** Whether two rows of one key show the same: points and runs are replaced when they change. */
export function isSameRow(one: Row, other: Row): boolean {
  if (one.kind === 'run') return other.kind === 'run' && one.run === other.run;
  return (
    other.kind === 'point' && one.point === other.point && one.isOpen === other.isOpen && one.isBest === other.isBest
  );
}
