import { truncate } from '../../wording';

/** Fault of a model's file, with a hint for a person. The file's name is added by who opened it. */
export class ModelFault extends Error {
  constructor(
    message: string,
    readonly hint: string,
    /** The kind of file that it is instead of a model, such as `other JSON`. */
    readonly found?: string,
  ) {
    super(message);
    this.name = 'ModelFault';
  }
}

export type Json = Readonly<Record<string, unknown>>;

/** True of a JSON value that is a map. */
export function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in a message: short, on one line. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return truncate(text, 60);
}
