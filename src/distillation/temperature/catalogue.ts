import { z } from 'zod';
import { constant } from './constant';
import { cosine } from './cosine';
import { exponential } from './exponential';
import { linear } from './linear';
import { step } from './step';
import type { TimePoint } from './strategy';

/** Every temperature strategy, in the order in which pickers show them. */
export const strategies = [constant, linear, cosine, exponential, step] as const;

export type StrategyName = (typeof strategies)[number]['name'];

/** What a config may write under `temperature:` once a bare number has become `{ strategy: constant, value }`. */
export const temperatureSchema = z.discriminatedUnion('strategy', [
  constant.schema,
  linear.schema,
  cosine.schema,
  exponential.schema,
  step.schema,
]);

/** The parameters of any strategy, told apart by `strategy`. */
export type TemperatureParameters = z.output<typeof temperatureSchema>;

/** The temperature at a moment of the run. Throws a RangeError naming the strategy and the epoch unless 0 < T < ∞. */
export function temperatureAt(parameters: TemperatureParameters, time: TimePoint): number {
  const value = valueOf(parameters, time);
  if (!(value > 0 && Number.isFinite(value))) {
    throw new RangeError(
      `temperature strategy '${parameters.strategy}' gives ${value} at epoch ${time.epoch.toFixed(2)}; it must be above 0`,
    );
  }
  return value;
}

function valueOf(parameters: TemperatureParameters, time: TimePoint): number {
  switch (parameters.strategy) {
    case 'constant':
      return constant.valueAt(parameters, time);
    case 'linear':
      return linear.valueAt(parameters, time);
    case 'cosine':
      return cosine.valueAt(parameters, time);
    case 'exponential':
      return exponential.valueAt(parameters, time);
    case 'step':
      return step.valueAt(parameters, time);
  }
}
