import { temperatureSchema } from '../distillation';
import { toSixDigits } from '../sweeps';
import { schemasAt } from './schema/lookup';
import { isTemperature } from './schema/sweep-values';
import { isRecord } from './text/record';

/** The word in a temperature's place that asks for a search of the constant one. */
export const tune = 'tune';

/** Range of a constant temperature: from plain softmax to Hinton, Vinyals, Dean 2015, section 3, where large students bear 20. */
const constantRange = { from: 1, to: 20, log: true };
/** Highest temperature that a config may have. */
export const highestTemperature = 1000;

/** Settings of a search that a config with `tune` leaves out: six fresh seeds are what a verdict needs. */
export const searchDefaults = { seeds: 3, method: 'tpe', budget: { runs: 60 }, then: { seeds: 6 } } as const;

/**
 * A config's written value in which `temperature: tune`, or `tune: true` beside a strategy, is written out as the sweep that it is
 * short for. What `sweep` writes itself stays as it is. Any other value comes back as it was.
 */
export function withTuning(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { temperature, sweep } = value;
  const plain = withoutTune(temperature);
  if (plain === undefined) return value;
  const over = plain.isTuned ? rangesOf(plain.temperature) : undefined;
  const config: Record<string, unknown> = { ...value, temperature: plain.temperature };
  if (plain.temperature === undefined) delete config['temperature'];
  if (over === undefined || !(sweep === undefined || isRecord(sweep))) return config;
  const written = isRecord(sweep?.['over']) ? sweep['over'] : {};
  return { ...config, sweep: { ...searchDefaults, ...sweep, over: { ...over, ...written } } };
}

/** A written temperature without its `tune`; undefined where it has none. */
function withoutTune(temperature: unknown): { temperature: unknown; isTuned: boolean } | undefined {
  if (temperature === tune) return { temperature: undefined, isTuned: true };
  if (!isRecord(temperature) || typeof temperature[tune] !== 'boolean') return undefined;
  const { [tune]: isTuned, ...rest } = temperature;
  return { temperature: rest, isTuned };
}

/** Ranges of a written temperature's parameters by their paths; undefined where it has errors, or nothing to search. */
function rangesOf(written: unknown): Record<string, unknown> | undefined {
  const read = temperatureSchema.safeParse(written ?? { strategy: 'constant' });
  return read.success ? searchRanges(read.data) : undefined;
}

/** Ranges in which a search looks for the temperatures of a strategy, by their paths; undefined where it has none. */
export function searchRanges(temperature: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  if (temperature['strategy'] === 'constant') return { 'temperature.value': constantRange };
  const ranges = temperaturesIn(temperature).map(([key, own]) => {
    const [from, to] = [own / 2, Math.min(own * 2, highestTemperature)].map(toSixDigits);
    return [`temperature.${key}`, { from, to, log: true }] as const;
  });
  return ranges.length === 0 ? undefined : Object.fromEntries(ranges);
}

/** Parameters of a strategy that are temperatures themselves, with their values. */
export function temperaturesIn(temperature: Readonly<Record<string, unknown>>): [key: string, value: number][] {
  const { strategy } = temperature;
  const isOwn = (_: readonly PropertyKey[], key: string): unknown => (key === 'strategy' ? strategy : undefined);
  return Object.entries(temperature).flatMap(([key, value]): [string, number][] => {
    const isOne = typeof value === 'number' && schemasAt(['temperature', key], isOwn).some(isTemperature);
    return isOne ? [[key, value]] : [];
  });
}
