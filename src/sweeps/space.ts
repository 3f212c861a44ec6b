import { toSixDigits } from './digits';
/** The values that a setting may have in a sweep. */
export type Domain =
  | { readonly kind: 'choice'; readonly values: readonly unknown[] }
  | {
      readonly kind: 'range';
      readonly from: number;
      readonly to: number;
      /** Number of values, both ends among them; undefined where all between are meant. */
      readonly steps: number | undefined;
      readonly isLog: boolean;
      readonly isInteger: boolean;
    };

/** A setting that varies. */
export interface Parameter {
  /** Keys from the top of a config. */
  readonly path: readonly string[];
  /** Keys below `sweep.over` as they are written: a path with dots is one. */
  readonly written: readonly string[];
  readonly domain: Domain;
}

/** A fault of `sweep.over`, at a path below it. */
export class SpaceFault extends Error {
  constructor(
    readonly path: readonly string[],
    message: string,
  ) {
    super(message);
  }
}

/** Highest number of settings that vary: far more than any search can learn of, and few enough to try each while a person types. */
const maxSettings = 64;

/** Highest number of keys of a path. */
const maxKeys = 32;

const rangeKeys = ['from', 'to', 'steps', 'log'];

/**
 * Reads `sweep.over`: a list is a choice, a map of numbers `from` and `to` a range, any other map the settings below it.
 * @param isInteger whether the setting at a path takes whole numbers alone.
 * @throws SpaceFault
 */
export function readSpace(
  over: Readonly<Record<string, unknown>>,
  isInteger: (path: readonly string[]) => boolean,
): Parameter[] {
  const found: Parameter[] = [];
  const seen = new Set<string>();
  const walk = (value: unknown, path: readonly string[], written: readonly string[]): void => {
    if (path.length > maxKeys) {
      throw new SpaceFault(
        written,
        `'${path.slice(0, 3).join('.')}…' has ${path.length} keys, and no setting lies as deep.`,
      );
    }
    if (Array.isArray(value) || isRange(value)) {
      const domain = Array.isArray(value) ? readChoice(value, written) : readRange(value, written, isInteger(path));
      const forbidden = path.find((key) => key === '__proto__');
      if (forbidden !== undefined) throw new SpaceFault(written, `'${forbidden}' is no setting. Remove it.`);
      if (seen.has(path.join('.'))) throw new SpaceFault(written, `'${path.join('.')}' is given twice. Remove one.`);
      seen.add(path.join('.'));
      found.push({ path, written, domain });
    } else if (isMap(value) && Object.keys(value).length > 0) {
      for (const [key, below] of Object.entries(value)) walk(below, [...path, ...key.split('.')], [...written, key]);
    } else {
      throw new SpaceFault(
        written,
        `'${path.join('.')}' varies over nothing: write a list of values, such as [1, 2, 4], or a range { from, to, steps }.`,
      );
    }
  };
  for (const [key, value] of Object.entries(over)) walk(value, key.split('.'), [key]);
  if (found.length > maxSettings) {
    throw new SpaceFault([], `${found.length} settings vary, and a sweep takes ${maxSettings} at most. Remove some.`);
  }
  if (found.length === 0)
    throw new SpaceFault([], 'Nothing varies. Name a setting, such as temperature.value: [1, 2, 4].');
  return found;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRange(value: unknown): value is Readonly<Record<string, unknown>> & { from: number; to: number } {
  if (!isMap(value)) return false;
  return typeof value['from'] === 'number' && typeof value['to'] === 'number';
}

function readChoice(values: readonly unknown[], written: readonly string[]): Domain {
  if (values.length === 0) throw new SpaceFault(written, 'The list is empty. Write the values, such as [1, 2, 4].');
  const seen = new Set<string>();
  for (const value of values) {
    const text = JSON.stringify(value);
    if (seen.has(text)) throw new SpaceFault(written, `${text} is in the list twice. Remove one.`);
    seen.add(text);
  }
  return { kind: 'choice', values };
}

function readRange(
  value: Readonly<Record<string, unknown>> & { readonly from: number; readonly to: number },
  written: readonly string[],
  isInteger: boolean,
): Domain {
  const { from, to, steps, log = false } = value;
  const unknown = Object.keys(value).find((key) => !rangeKeys.includes(key));
  if (unknown !== undefined) {
    throw new SpaceFault([...written, unknown], `A range has from, to, steps and log, and no '${unknown}'. Remove it.`);
  }
  if (!(Number.isFinite(from) && Number.isFinite(to) && from < to)) {
    throw new SpaceFault(written, `The range from ${from} to ${to} has no values between. Write a 'to' above 'from'.`);
  }
  if (typeof log !== 'boolean') throw new SpaceFault([...written, 'log'], "'log' is true or false.");
  if (log && from <= 0) {
    throw new SpaceFault(
      [...written, 'from'],
      `A logarithm needs numbers above 0: 'from' is ${from}. Raise it, or remove log.`,
    );
  }
  if (steps !== undefined && !(typeof steps === 'number' && Number.isInteger(steps) && steps >= 2 && steps <= 1000)) {
    throw new SpaceFault([...written, 'steps'], "'steps' is a whole number from 2 to 1000: the number of values.");
  }
  if (isInteger && !(Number.isInteger(from) && Number.isInteger(to))) {
    throw new SpaceFault(written, 'This setting takes whole numbers: write whole ends.');
  }
  return { kind: 'range', from, to, steps: steps, isLog: log, isInteger };
}

/** The values of a domain that can be listed; undefined for a range of all numbers between its ends. */
export function listValues(domain: Domain): readonly unknown[] | undefined {
  if (domain.kind === 'choice') return domain.values;
  const { from, to, steps, isInteger, isLog } = domain;
  if (steps === undefined) {
    return isInteger && !isLog && to - from < 1000
      ? Array.from({ length: to - from + 1 }, (_, at) => from + at)
      : undefined;
  }
  const values = Array.from({ length: steps }, (_, at) => scaled(domain, at / (steps - 1)));
  return [...new Set(values)];
}

/** The value at a share of a domain, from 0 up to, not including, 1. */
export function valueAt(domain: Domain, share: number): unknown {
  const values = listValues(domain);
  if (values !== undefined) return values[Math.floor(share * values.length)];
  if (domain.kind === 'choice') return domain.values[0];
  if (domain.isInteger && !domain.isLog) return domain.from + Math.floor(share * (domain.to - domain.from + 1));
  return scaled(domain, share);
}

/** The number at a share of a range from end to end, to six digits, so that a config can be read. */
function scaled({ from, to, isLog, isInteger }: Domain & { kind: 'range' }, share: number): number {
  const number = isLog ? from * (to / from) ** share : from + share * (to - from);
  const rounded = isInteger ? Math.round(number) : toSixDigits(number);
  return Math.min(Math.max(rounded, from), to);
}
