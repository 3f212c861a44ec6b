import { halfWidthOf } from '../statistics';
import { placesOf, pointsWith, type Fixed } from './axis';
import { figureOf, spreadOver, type FigureName } from './figures';
import type { Spread, SweepTable } from './table';

/** A figure along one setting, a line for each value of another one if there is one. */
export interface LineQuestion {
  readonly figure: FigureName;
  /** Index of the setting of the axis. */
  readonly along: number;
  /** Index of the setting that has a line for each of its values. */
  readonly lines?: number;
  readonly fixed: Fixed;
}

/** A mean at a place of the axis. */
export interface LinePoint {
  readonly position: number;
  /** The place of the axis in words. */
  readonly label: string;
  readonly spread: Spread;
  /** Half the width of the 95 % interval around the mean; absent below three runs, where it says next to nothing. */
  readonly halfWidth?: number;
  /** Places of its points in the table. */
  readonly points: readonly number[];
  readonly isBest: boolean;
}

export interface FigureLine {
  /** The value of the other setting; empty where there is one line alone. */
  readonly label: string;
  readonly points: readonly LinePoint[];
}

/** With two runs Student's interval is nine standard deviations wide on each side. */
const minRuns = 3;

function intervalOf({ deviation, count }: Spread): Pick<LinePoint, 'halfWidth'> {
  return deviation === undefined || count < minRuns ? {} : { halfWidth: halfWidthOf({ deviation, count }) };
}

/** Maximum number of lines that a reader can distinguish. */
const maxLines = 6;

/** The lines of a figure along a setting. Places without a result are left out. */
export function figureLines(table: SweepTable, { figure: name, along, lines, fixed }: LineQuestion): FigureLine[] {
  const [setting, other] = [table.settings[along], lines === undefined ? undefined : table.settings[lines]];
  if (setting === undefined) return [];
  const figure = figureOf(table.goal, name);
  const shown = pointsWith(table.points, fixed);
  const groups = other === undefined ? [undefined] : placesOf(other).slice(0, maxLines);
  return groups.map((group) => {
    const own = shown.filter((place) => {
      const value = table.points[place]?.values[lines ?? -1] ?? -1;
      return group === undefined || group.values.includes(value);
    });
    const points = placesOf(setting).flatMap(({ label, values, position }): LinePoint[] => {
      const here = own.filter((place) => values.includes(table.points[place]?.values[along] ?? -1));
      const measured = here.flatMap((place) => table.points[place] ?? []);
      const spread = spreadOver(measured, figure);
      if (spread === undefined) return [];
      const isBest = table.best !== undefined && here.includes(table.best);
      return [{ position, label, spread, ...intervalOf(spread), points: here, isBest }];
    });
    return { label: group?.label ?? '', points };
  });
}
