import { labelOf, quantityOf, wordsOf, type Quantity } from './dots';
import { figureOf, type FigureName } from './figures';
import { quantityScale, type Scale } from './scale';
import type { SweepTable } from './table';

/** A point of the search in parallel coordinates: its place on each axis. */
export interface ParallelLine {
  /** Place of the point in the table. */
  readonly point: number;
  /** Shares of the axes' lengths from their starts, in the order of the axes. */
  readonly at: readonly number[];
  /** From 0 for the worst point to 1 for the best by the figure. */
  readonly strength: number;
  /** All its values in words. */
  readonly label: string;
  readonly isBest: boolean;
}

/** Points as lines over parallel axes (Inselberg 1985): the settings, and last a figure. */
export interface ParallelCoordinates {
  readonly axes: readonly Scale[];
  /** The worst first, so that the best are drawn over the others. */
  readonly lines: readonly ParallelLine[];
}

/** Ticks of an axis at most. */
const maxTicks = 8;

/** The points that have a figure, as lines over the settings and that figure. */
export function parallelCoordinates(table: SweepTable, name: FigureName): ParallelCoordinates {
  const quantities: readonly Quantity[] = [...table.settings.map((_, index) => index), name];
  const found = table.points.flatMap((point, place) => {
    const values = quantities.flatMap((quantity) => quantityOf(table, point, quantity) ?? []);
    return point.stage === 'search' && values.length === quantities.length ? [{ point, place, values }] : [];
  });
  const axes = quantities.map((quantity, axis) =>
    quantityScale(
      table,
      quantity,
      found.map(({ values }) => values[axis] ?? 0),
      maxTicks,
    ),
  );
  const { better } = figureOf(table.goal, name);
  const ranked = found.map(({ values }) => better * (values.at(-1) ?? 0));
  const [worst, best] = [Math.min(...ranked), Math.max(...ranked)];
  const lines = found.map(({ point, place, values }, index): ParallelLine => {
    const words = quantities.map((quantity) => `${labelOf(table, quantity)} ${wordsOf(table, point, quantity)}`);
    return {
      ...{ point: place, label: words.join(', '), isBest: place === table.best },
      at: values.map((value, axis) => axes[axis]?.at(value) ?? 0),
      strength: best > worst ? ((ranked[index] ?? worst) - worst) / (best - worst) : 1,
    };
  });
  lines.sort((one, other) => Number(one.isBest) - Number(other.isBest) || one.strength - other.strength);
  return { axes: found.length === 0 ? [] : axes, lines };
}
