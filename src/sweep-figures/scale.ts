import { logLabels, logTicks, ticksBetween, valueRange } from '../curves';
import { isNumeric, placesOf } from './axis';
import { figureOf } from './figures';
import { labelOf, type Quantity } from './dots';
import type { SweepTable } from './table';

/** An axis of a chart. */
export interface Scale {
  readonly label: string;
  /** The share of its length from its start at which a value stands. */
  readonly at: (value: number) => number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/** Share of an axis that is left free at each end. */
const margin = 0.06;

/** The axis of a setting: a tick at each of its places. */
export function settingScale({ settings }: SweepTable, index: number): Scale {
  const setting = settings[index];
  if (setting === undefined) return { label: '', at: () => 0, ticks: [] };
  const places = placesOf(setting);
  const scaled = isNumeric(setting) && setting.isLog ? Math.log : identity;
  const positions = places.map(({ position }) => scaled(position));
  const at = shareBetween(Math.min(...positions), Math.max(...positions));
  const place = (value: number): number => at(scaled(value));
  const ticks = places.map(({ label, position }) => ({ at: place(position), label }));
  return { label: setting.label, at: place, ticks: withoutOverlap(ticks) };
}

/** The axis of numbers that belong to a quantity: round ticks. */
export function quantityScale(table: SweepTable, quantity: Quantity, values: readonly number[], count: number): Scale {
  if (typeof quantity === 'number') {
    const setting = table.settings[quantity];
    const isListed = setting !== undefined && (!isNumeric(setting) || setting.values.length <= 12);
    if (isListed) return settingScale(table, quantity);
    if (setting?.isLog === true) return logScale(setting.label, values);
  }
  const label = labelOf(table, quantity);
  const [low, high] = valueRange(Math.min(...values), Math.max(...values), { minSpan: 1e-9, minShare: 1e-6 });
  const at = (value: number): number => (value - low) / (high - low);
  const figure = typeof quantity === 'number' ? undefined : figureOf(table.goal, quantity);
  const { values: round, labels } = ticksBetween(low, high, count);
  const isShare = figure?.name === 'goal' && table.goal.unit === 'share';
  const shares = isShare ? ticksBetween(100 * low, 100 * high, count) : undefined;
  const ticks =
    shares === undefined
      ? round.map((value, index) => ({ at: at(value), label: signed(labels[index]) }))
      : shares.values.map((value, index) => ({ at: at(value / 100), label: `${signed(shares.labels[index])} %` }));
  return { label, at, ticks };
}

function logScale(label: string, values: readonly number[]): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const share = shareBetween(Math.log(low), Math.log(high));
  const marks = logTicks(low, high);
  const labels = logLabels(marks);
  const ticks = marks.map((value, index) => ({ at: share(Math.log(value)), label: labels[index] ?? '' }));
  return { label, at: (value) => share(Math.log(value)), ticks: ticks.filter((tick) => tick.label !== '') };
}

function shareBetween(low: number, high: number): (value: number) => number {
  if (!(high > low)) return () => 0.5;
  return (value) => margin + ((value - low) / (high - low)) * (1 - 2 * margin);
}

/** Share of an axis that a character of a tick's label takes, at least. */
const ofCharacter = 0.018;

/** Ticks whose labels leave room for one another; the mark of one that does not stays, without its label. */
function withoutOverlap(ticks: Scale['ticks']): Scale['ticks'] {
  let end = -Infinity;
  return ticks.map(({ at, label }) => {
    const half = (label.length * ofCharacter) / 2;
    if (at - half < end) return { at, label: '' };
    end = at + half + ofCharacter;
    return { at, label };
  });
}

/** Ticks are written with the minus sign, as wide as a digit. */
const signed = (label = ''): string => label.replace('-', '−');

const identity = (value: number): number => value;
