import { formatNumber } from '../wording';
import type { SweptPoint, SweptSetting } from './table';

/** A place on an axis: one value of a setting, or several neighbouring ones. */
export interface AxisPlace {
  readonly label: string;
  /** Indices of the values that lie here. */
  readonly values: readonly number[];
  /** The value or the middle of the values; the place's own number where they are no numbers. */
  readonly position: number;
}

/** Values up to which each has a place of its own. */
const maxPlaces = 12;
/** Places of a setting that has more values than that. */
const bins = 8;

/** Whether all values of a setting are numbers. */
export function isNumeric({ values }: SweptSetting): boolean {
  return values.length > 0 && values.every(({ number }) => number !== undefined);
}

/** The places of a setting in ascending order; texts stay in their own. */
export function placesOf(setting: SweptSetting): AxisPlace[] {
  const { values } = setting;
  if (!isNumeric(setting)) {
    return values.map(({ text }, at) => ({ label: text, values: [at], position: at }));
  }
  const order = values.map((_, at) => at).sort((one, other) => numberAt(setting, one) - numberAt(setting, other));
  if (order.length > maxPlaces) return binned(setting, order);
  return order.map((at) => ({ label: values[at]?.text ?? '', values: [at], position: numberAt(setting, at) }));
}

function numberAt({ values }: SweptSetting, at: number): number {
  return values[at]?.number ?? 0;
}

/** Places of equal width, on the logarithm where the setting is spread so; empty ones are left out. */
function binned(setting: SweptSetting, order: readonly number[]): AxisPlace[] {
  const [scale, back] = setting.isLog ? [Math.log, Math.exp] : [identity, identity];
  const [from, to] = [scale(numberAt(setting, order[0] ?? 0)), scale(numberAt(setting, order.at(-1) ?? 0))];
  const width = (to - from) / bins;
  const places = Array.from({ length: bins }, (_, bin) => {
    const [low, high] = [back(from + bin * width), back(from + (bin + 1) * width)];
    const position = back(from + (bin + 0.5) * width);
    return { label: `${formatNumber(low, 2)}…${formatNumber(high, 2)}`, values: [] as number[], position };
  });
  for (const at of order) {
    const bin = Math.min(bins - 1, Math.floor((scale(numberAt(setting, at)) - from) / width));
    places[bin]?.values.push(at);
  }
  return places.filter(({ values }) => values.length > 0);
}

const identity = (value: number): number => value;

/** Values that settings are held at, by the index of the setting. */
export type Fixed = Readonly<Partial<Record<number, number>>>;

/** Places in the list of points of the search that have all fixed values. */
export function pointsWith(points: readonly SweptPoint[], fixed: Fixed): number[] {
  const held = Object.entries(fixed);
  return points.flatMap(({ stage, values }, place) =>
    stage === 'search' && held.every(([setting, value]) => values[Number(setting)] === value) ? [place] : [],
  );
}
