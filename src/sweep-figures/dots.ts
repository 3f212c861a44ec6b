import { isNumeric } from './axis';
import { figureNames, figureOf, figuresOf, formatSpread, spreadOver, type FigureName } from './figures';
import type { SweepTable, SweptPoint } from './table';

/** A quantity of an axis: a figure, or a setting by its index. */
export type Quantity = FigureName | number;

/** A point of a sweep by two quantities. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  /** Place of the point in the table. */
  readonly point: number;
  /** Both quantities in words. */
  readonly label: string;
  readonly isBest: boolean;
}

/** The points of the search that have both quantities. */
export function dotsOf(table: SweepTable, x: Quantity, y: Quantity): Dot[] {
  return table.points.flatMap((point, place): Dot[] => {
    const [across, up] = [quantityOf(table, point, x), quantityOf(table, point, y)];
    if (point.stage !== 'search' || across === undefined || up === undefined) return [];
    const label = [x, y].map((quantity) => `${labelOf(table, quantity)} ${wordsOf(table, point, quantity)}`).join(', ');
    return [{ x: across, y: up, point: place, label, isBest: place === table.best }];
  });
}

/** A quantity's name. */
export function labelOf({ goal, settings }: SweepTable, quantity: Quantity): string {
  return typeof quantity === 'number' ? (settings[quantity]?.label ?? '') : figureOf(goal, quantity).label;
}

/** All quantities with their names; only figures that some run has. */
export function quantitiesOf(table: SweepTable): { readonly quantity: Quantity; readonly label: string }[] {
  const runs = table.points.flatMap((point) => point.runs);
  const present = figuresOf(table.goal).filter(({ of }) => runs.some((run) => of(run) !== undefined));
  return [
    ...table.settings.map(({ label }, quantity) => ({ quantity, label })),
    ...present.map(({ name, label }) => ({ quantity: name, label })),
  ];
}

/** Whether a value names a figure. */
export const isFigureName = (value: unknown): value is FigureName => figureNames.some((name) => name === value);

/** A quantity of a point as a number: a text by its index. Undefined where the point has none. */
export function quantityOf(table: SweepTable, point: SweptPoint, quantity: Quantity): number | undefined {
  if (typeof quantity !== 'number') return spreadOver([point], figureOf(table.goal, quantity))?.mean;
  const setting = table.settings[quantity];
  const at = point.values[quantity] ?? -1;
  const value = setting?.values[at];
  if (setting === undefined || value === undefined) return undefined;
  return isNumeric(setting) ? value.number : at;
}

/** A quantity of a point in words. */
export function wordsOf(table: SweepTable, point: SweptPoint, quantity: Quantity): string {
  if (typeof quantity === 'number') return table.settings[quantity]?.values[point.values[quantity] ?? -1]?.text ?? '';
  const figure = figureOf(table.goal, quantity);
  return formatSpread(spreadOver([point], figure), figure);
}
