import * as z from 'zod/mini';

/**
 * A definition of messages: makes their schema when the first of them is checked, so that a page makes the schemas alone that it
 * needs, and its bundle holds no others.
 */
type Definition = () => z.core.$ZodType;

/** Type of a definition's messages, deeply read-only: sender and receiver may share the object. */
export type Message<Of extends Definition> = DeepReadonly<z.output<ReturnType<Of>>>;

type Column = Float64Array | Float32Array | Int32Array | Uint8Array;
type DeepReadonly<Value> = Value extends Column
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

/** Error of a message that violates its schema; its text names the field. */
export class MessageError extends Error {}

const made = new Map<Definition, z.core.$ZodType>();

function schemaOf(definition: Definition): z.core.$ZodType {
  const known = made.get(definition);
  if (known !== undefined) return known;
  const schema = definition();
  made.set(definition, schema);
  return schema;
}

/** Validates a message. Throws a MessageError that names the first field that is wrong; `noun` names the whole message. */
export function parseMessage<Of extends Definition>(definition: Of, value: unknown, noun = 'the message'): Message<Of> {
  const parsed = z.safeParse(schemaOf(definition), value, { reportInput: true });
  // The cast adds readonly.
  if (parsed.success) return parsed.data as Message<Of>;
  const [issue] = parsed.error.issues;
  throw new MessageError(issue === undefined ? `${noun} is invalid` : describeIssue(issue, noun));
}

/** Validates a message; undefined when it violates the definition. */
export function readMessage<Of extends Definition>(definition: Of, value: unknown): Message<Of> | undefined {
  const parsed = z.safeParse(schemaOf(definition), value);
  return parsed.success ? (parsed.data as Message<Of>) : undefined;
}

const typeNames: Readonly<Record<string, string>> = { string: 'text', array: 'list' };

function describeIssue(issue: z.core.$ZodIssue, noun: string): string {
  const path = issue.path.map(String);
  const subject = path.length === 0 ? noun : `'${path.join('.')}'`;
  switch (issue.code) {
    case 'invalid_type':
      return `${subject} is no ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `${subject} has the unknown value '${shown(issue.input)}'`;
    case 'invalid_union': {
      const name = issue.discriminator ?? '';
      return `${subject} has the unknown value '${shown((issue.input as Readonly<Record<string, unknown>>)[name])}'`;
    }
    case 'too_small':
      return `${subject} is below ${issue.minimum}`;
    case 'too_big':
      return `${subject} is above ${issue.maximum}`;
    case 'custom':
      return `${subject} ${issue.message}`;
    default:
      return `${subject} is invalid (${issue.code})`;
  }
}

/** A value in a sentence; an object may have no text at all. */
const shown = (value: unknown): string => (typeof value === 'object' && value !== null ? 'an object' : String(value));

/** A whole number from 0 up, such as a count or an index. */
export const count = (): z.ZodMiniNumber => z.int().check(z.gte(0));

/** Schema of a list of limited length. The length is checked before the items, so that a huge list costs nothing. */
export const shortList = <Item extends z.core.$ZodType>(
  item: Item,
  max: number,
): z.ZodMiniPipe<z.ZodMiniCustom<z.input<Item>[]>, z.ZodMiniArray<Item>> =>
  z.pipe(
    z.custom<z.input<Item>[]>((value) => Array.isArray(value) && value.length <= max, `is no list of at most ${max}`),
    z.array(item),
  );

interface ColumnType<Kind extends Column> {
  new (length: number): Kind;
  from(values: ArrayLike<number>): Kind;
}

/** Schema of a typed array, whose elements are not checked. */
export const typed = <Kind extends Column>(kind: ColumnType<Kind>): z.ZodMiniCustom<Kind> =>
  z.custom<Kind>((value) => value instanceof kind, `is no ${kind.name}`);

/**
 * Schema of a column of numbers: a typed array, whose elements are not checked, or a plain list, into which some transports
 * turn it and which is converted back.
 */
export const column = <Kind extends Column>(
  kind: ColumnType<Kind>,
): z.ZodMiniPipe<z.ZodMiniCustom<Kind | number[]>, z.ZodMiniTransform<Kind, Kind | number[]>> =>
  z.pipe(
    z.custom<Kind | number[]>(
      (value) =>
        value instanceof kind || (Array.isArray(value) && value.every((item: unknown) => typeof item === 'number')),
      'is no list of numbers',
    ),
    z.transform((value: Kind | number[]) => (value instanceof kind ? value : kind.from(value))),
  );

/** Whether the x of a curve are finite and ascend strictly, as binary search requires. */
export function isAscending(x: Float64Array): boolean {
  for (let index = 0; index < x.length; index += 1) {
    const before = index === 0 ? -Infinity : (x[index - 1] ?? Number.NaN);
    const here = x[index] ?? Number.NaN;
    if (!(here > before && here < Infinity)) return false;
  }
  return true;
}
