import { fitsSign, readFilterNumber } from '../wording';
import { columnsOf, describePoint, type Column } from './columns';
import type { SweepTable, SweptPoint } from './table';

/** Order of the rows by a column. */
export interface Order {
  readonly key: string;
  readonly isDescending: boolean;
}

/** Places of points in an order; those without a value come last, equal ones stay as they are. */
export function sortPoints(table: SweepTable, places: readonly number[], { key, isDescending }: Order): number[] {
  const column = columnsOf(table).find((one) => one.key === key);
  if (column === undefined) return [...places];
  const sign = isDescending ? -1 : 1;
  return places
    .map((place) => ({ place, value: numberAt(table, place, column) }))
    .sort((one, other) => {
      if (one.value === undefined || other.value === undefined) {
        return Number(one.value === undefined) - Number(other.value === undefined) || one.place - other.place;
      }
      return sign * (one.value - other.value) || one.place - other.place;
    })
    .map(({ place }) => place);
}

function numberAt({ points }: SweepTable, place: number, { number }: Column): number | undefined {
  const point = points[place];
  return point === undefined ? undefined : number(point);
}

/** The order in which the best points by the goal come first. */
export function bestFirst({ goal }: SweepTable): Order {
  return { key: 'goal', isDescending: goal.better > 0 };
}

/** Points that fit a filter, or the reason why it cannot be read. */
export interface Filtered {
  readonly places: readonly number[];
  readonly fault?: string;
}

type Fits = (point: SweptPoint, place: number) => boolean;

const comparison = /^(.+?)(<=|>=|!=|[≤≥≠<>=])(.*)$/;

/**
 * The points that fit all words of a filter: `units>=100 temperature<20 ★`. A word is a comparison with a column by its name, `★`
 * for the best point, or text of a row.
 */
export function filterPoints(table: SweepTable, text: string): Filtered {
  const all = table.points.map((_, place) => place);
  const joined = text.trim().replaceAll(/\s*(<=|>=|!=|[≤≥≠<>=])\s*/g, '$1');
  const fits: Fits[] = [];
  for (const word of joined.split(/\s+/).filter((one) => one !== '')) {
    const read = readWord(table, word);
    if (typeof read === 'string') return { places: all, fault: read };
    fits.push(read);
  }
  return { places: all.filter((place) => fits.every((fit) => fit(table.points[place] ?? nothing, place))) };
}

const nothing: SweptPoint = { index: 0, stage: 'search', values: [], planned: 0, runs: [] };

/** Reads one word of a filter, or says why it cannot be read. */
function readWord(table: SweepTable, word: string): Fits | string {
  if (word === '★') return (_, place) => place === table.best;
  const [, name = '', sign = '', value = ''] = comparison.exec(word) ?? [];
  if (sign === '') {
    const wanted = word.toLowerCase();
    return (point) => describePoint(table, point).toLowerCase().includes(wanted);
  }
  const columns = columnsOf(table).map((column) => ({ column, short: shortOf(table, column) }));
  const { column } = columns.find(({ column: { key, label }, short }) => [key, label, short].includes(name)) ?? {};
  if (column === undefined)
    return `'${name}' is no column. Take one of ${columns.map(({ short }) => short).join(', ')}.`;
  if (column.isNumber) {
    const number = readFilterNumber(value);
    if (number === undefined) return `${name} is compared with a number, such as ${name} > 1.`;
    return (point) => {
      const own = column.number(point);
      return own !== undefined && fitsSign(own, sign, number);
    };
  }
  if (sign !== '=' && sign !== '!=' && sign !== '≠') return `${name} has no order. Write ${name} = and a value.`;
  return (point) => (column.text(point) === value) === (sign === '=');
}

/** A column's name in one word: a setting's own, or the key of a figure. */
function shortOf({ settings }: SweepTable, { key, label }: Column): string {
  return settings.some(({ path }) => path === key) ? label : key;
}
