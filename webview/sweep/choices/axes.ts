import type { Fixed, Quantity, SweepTable } from '../../../src/sweep-figures';
import { chartOf, figureIn, type Choices } from './choices';

/** The axes that are shown. */
export interface Axes {
  readonly columns: number;
  /** −1 where lines have no second setting. */
  readonly rows: number;
  readonly x: Quantity;
  readonly y: Quantity;
  /** Settings that are no axis and are held at one value. */
  readonly fixed: Fixed;
}

/** The chosen axes, or else the first settings; rows and columns are never the same setting. */
export function axesOf(table: SweepTable, choices: Choices): Axes {
  const { settings } = table;
  const valid = (index: number | undefined): number | undefined =>
    index !== undefined && index >= -1 && index < settings.length ? index : undefined;
  const columns = Math.max(0, valid(choices.columns) ?? 0);
  const isMap = chartOf(table, choices) === 'map';
  const chosen = valid(choices.rows) ?? (settings.length > 1 ? 1 : -1);
  const isTaken = chosen === columns || (isMap && chosen < 0);
  const rows = isTaken ? (isMap ? settings.findIndex((_, index) => index !== columns) : -1) : chosen;
  const held = Object.entries(choices.fixed).filter(([key, value]) => {
    const index = Number(key);
    return index !== columns && index !== rows && settings[index]?.values[value ?? -1] !== undefined;
  });
  const quantity = (one: Quantity | undefined): Quantity | undefined => (typeof one === 'number' ? valid(one) : one);
  return {
    ...{ columns, rows, fixed: Object.fromEntries(held) },
    x: quantity(choices.x) ?? 0,
    y: quantity(choices.y) ?? figureIn(table, choices),
  };
}
