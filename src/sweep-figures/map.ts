import { isActiveStatus } from './standing';
import { placesOf, pointsWith, type AxisPlace, type Fixed } from './axis';
import { figureOf, spreadOver, type FigureName } from './figures';
import type { Spread, SweepTable, SweptPoint } from './table';

/** A figure by two settings; the others are held at a value, or all of their values count. */
export interface MapQuestion {
  readonly figure: FigureName;
  /** Indices of two settings. */
  readonly rows: number;
  readonly columns: number;
  readonly fixed: Fixed;
}

/** State of the runs of a cell; `none`: no point lies there. */
export type CellState = 'measured' | 'running' | 'waiting' | 'failed' | 'none';

export interface MapCell {
  /** Places of its points in the table. */
  readonly points: readonly number[];
  readonly spread: Spread | undefined;
  readonly state: CellState;
  /** Depth of its colour, from 0 to 1. */
  readonly strength: number;
  /** `good`: better than the control, or a figure without a zero. */
  readonly tone: 'good' | 'bad';
  /** Whether the best point by the goal is among its points. */
  readonly isBest: boolean;
}

export interface HeatMap {
  readonly rows: readonly AxisPlace[];
  readonly columns: readonly AxisPlace[];
  /** A row for each place of the rows. */
  readonly cells: readonly (readonly MapCell[])[];
}

/** The mean of a figure by two settings. Numbers of the rows descend, so that more is higher, as in a plot. */
export function heatMap(table: SweepTable, { figure: name, rows, columns, fixed }: MapQuestion): HeatMap {
  const [rowPlaces, columnPlaces] = [placesAt(table, rows).reverse(), placesAt(table, columns)];
  const figure = figureOf(table.goal, name);
  const shown = pointsWith(table.points, fixed);
  const found = rowPlaces.map((row) =>
    columnPlaces.map((column) => {
      const points = shown.filter((place) => {
        const values = table.points[place]?.values ?? [];
        return row.values.includes(values[rows] ?? -1) && column.values.includes(values[columns] ?? -1);
      });
      const own = points.flatMap((place) => table.points[place] ?? []);
      return { points, spread: spreadOver(own, figure), own };
    }),
  );
  const strengthOf = strengths(
    found.flat().flatMap(({ spread }) => spread?.mean ?? []),
    { isAroundZero: name === 'difference', better: figure.better },
  );
  const cells = found.map((line) =>
    line.map(({ points, spread, own }): MapCell => ({
      ...{ points, spread, state: spread === undefined ? stateOf(own) : 'measured' },
      strength: spread === undefined ? 0 : strengthOf(spread.mean),
      tone: name === 'difference' && (spread?.mean ?? 0) > 0 ? 'bad' : 'good',
      isBest: table.best !== undefined && points.includes(table.best),
    })),
  );
  return { rows: rowPlaces, columns: columnPlaces, cells };
}

function placesAt({ settings }: SweepTable, index: number): AxisPlace[] {
  const setting = settings[index];
  return setting === undefined ? [] : placesOf(setting);
}

/** The depth of a colour: the distance from zero where that is none, or from the worst mean on. */
function strengths(
  means: readonly number[],
  { isAroundZero, better }: { readonly isAroundZero: boolean; readonly better: 1 | -1 },
): (mean: number) => number {
  if (isAroundZero) {
    const largest = Math.max(0, ...means.map(Math.abs));
    return (mean) => (largest === 0 ? 0 : Math.abs(mean) / largest);
  }
  const ranked = means.map((mean) => mean * better);
  const [worst, best] = [Math.min(...ranked), Math.max(...ranked)];
  return (mean) => (best > worst ? (mean * better - worst) / (best - worst) : 1);
}

/** State of points without a result. */
export function stateOf(points: readonly SweptPoint[]): CellState {
  if (points.length === 0) return 'none';
  const runs = points.flatMap((point) => point.runs);
  if (runs.some(({ status }) => isActiveStatus(status) && status !== 'queued')) return 'running';
  const kept = points.filter(({ isDropped = false }) => !isDropped);
  const planned = kept.reduce((sum, point) => sum + point.planned, 0);
  const made = kept.reduce((sum, point) => sum + point.runs.length, 0);
  const isOver = made >= planned && runs.every(({ status }) => !isActiveStatus(status));
  return isOver && (runs.length > 0 || kept.length === 0) ? 'failed' : 'waiting';
}
