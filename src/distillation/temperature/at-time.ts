import { numbers } from '../arithmetic/numbers';
import type { Arithmetic } from '../arithmetic/arithmetic';
import { parameter } from '../arithmetic/named';
import { strategyOf, type TemperatureParameters } from './catalogue';
import type { TimePoint } from './strategy';
import type { Bounds } from './value-schema';

/** A temperature that a strategy gave and that of its bounds. */
export interface TimedTemperature {
  readonly value: number;
  /** Whether the bounds held it back. */
  readonly isGuarded: boolean;
}

/** The limits that a config gives a temperature; undefined where there are none. */
export function boundsOf(parameters: TemperatureParameters): Bounds | undefined {
  return 'bounds' in parameters ? parameters.bounds : undefined;
}

/**
 * The temperature at a moment of the run; undefined where a sample or θ decides. Throws a RangeError naming the strategy
 * and the epoch unless 0 < T < ∞ or bounds hold it.
 */
export function temperatureAt(parameters: TemperatureParameters, time: TimePoint): TimedTemperature | undefined {
  const { decide } = strategyOf(parameters);
  if (decide.by !== 'time') return undefined;
  const raw = decide.valueAt(numbers, parameters, time);
  const bounds = boundsOf(parameters);
  const value = bounds === undefined ? raw : hold(raw, bounds);
  if (!(value > 0 && Number.isFinite(value))) throw outOfRange(parameters, value, time);
  return { value, isGuarded: value !== raw };
}

/** A value within bounds; what is no number becomes the lowest. */
export function hold(value: number, bounds: Bounds): number {
  return holdIn(numbers, value, bounds);
}

/** A value within bounds in the arithmetic of `of`; what is no number becomes the lowest. */
export function holdIn<Value>(
  of: Pick<Arithmetic<Value>, 'constant' | 'greater' | 'select' | 'named'>,
  value: Value,
  { min, max }: Bounds,
): Value {
  const [lowest, highest] = [parameter(of, 'temperature min', min), parameter(of, 'temperature max', max)];
  const isAbove = of.greater(value, highest);
  return of.select(isAbove, highest, of.select(of.greater(value, lowest), value, lowest));
}

/** The error of a temperature that is not above 0 and finite. */
export function outOfRange(
  { strategy }: TemperatureParameters,
  value: number,
  { epoch }: TimePoint,
  where = '',
): RangeError {
  return new RangeError(
    `temperature strategy '${strategy}' gives ${value} at epoch ${epoch.toFixed(2)}${where}; it must be above 0 and finite`,
  );
}
