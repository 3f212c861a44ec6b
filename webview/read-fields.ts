import { Refusal } from './refusal';

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object that arrived. Each reader here throws a Refusal that names what is wrong. */
export function recordOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null) throw new Refusal(`${what} is no object`);
  return value as Fields;
}

export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new Refusal(`'${name}' is no text`);
  return value;
}

export function finiteOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Refusal(`'${name}' is no number`);
  return value;
}

export function listOf<Item>(fields: Fields, name: string, read: (item: unknown) => Item): Item[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw new Refusal(`'${name}' is no list`);
  return value.map(read);
}
