import { Refusal } from './refusal';

/** What a message holds, before it is read. The readers below throw a Refusal that names what is wrong. */
export type Fields = Readonly<Record<string, unknown>>;

export function recordOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null) throw new Refusal(`${what} is no object`);
  return value as Fields;
}

export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new Refusal(`'${name}' is no text`);
  return value;
}

export function textsOf(fields: Fields, name: string): string[] {
  return listOf(fields, name).map((value) => {
    if (typeof value !== 'string') throw new Refusal(`'${name}' are no texts`);
    return value;
  });
}

export function listOf(fields: Fields, name: string): unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw new Refusal(`'${name}' is no list`);
  return value;
}

export function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Refusal(`'${name}' is no number`);
  return value;
}

/** A whole number that is not negative. */
export function wholeOf(fields: Fields, name: string): number {
  const value = numberOf(fields, name);
  if (!Number.isSafeInteger(value) || value < 0) throw new Refusal(`'${name}' is no whole number`);
  return value;
}
