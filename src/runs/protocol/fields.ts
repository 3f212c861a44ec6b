import * as z from 'zod/mini';
import { maxCounted } from './limits';

// The kinds of fields that the files of a run folder are made of. Each takes its documentation, with units.

/** The texts that stand for numbers which JSON has none for. */
export const unusualNumbers = ['NaN', 'Infinity', '-Infinity'] as const;

/** A measured number: NaN and infinities are written as texts. */
export const measured = (description: string) =>
  z.pipe(z.union([z.number(), z.enum(unusualNumbers)]), z.transform(Number)).check(z.describe(description));

/** A whole number from `minimum` to 2⁵³ − 1. */
export const whole = (description: string, minimum = 0) => z.int().check(z.minimum(minimum), z.describe(description));

/** A whole number that its file's next writer counts on from. */
export const counted = (description: string) =>
  z.int().check(z.minimum(0), z.maximum(maxCounted), z.describe(description));

/** A finite number from 0 on, with fractions. */
export const amount = (description: string) =>
  z.number().check(z.minimum(0), z.maximum(maxCounted), z.describe(description));

/** Milliseconds since 1970-01-01 UTC; the maximum is that of JavaScript's dates. */
export const time = (description: string) =>
  z
    .number()
    .check(z.minimum(0), z.maximum(8.64e15), z.describe(`${description}, in milliseconds since 1970-01-01 UTC`));

export const text = (description: string) => z.string().check(z.describe(description));

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256 = (description: string) =>
  z.string().check(z.regex(/^[0-9a-f]{64}$/), z.describe(`${description}, SHA-256 as 64 hexadecimal digits`));

/** A list that readers do not change. */
export const list = <Item extends z.core.SomeType>(item: Item, description: string) =>
  z.readonly(z.array(item)).check(z.describe(description));

/** Fields by name; a reader ignores fields that it does not know. */
export const fields = <Shape extends z.core.$ZodLooseShape>(shape: Shape, description?: string) => {
  const schema = z.object(shape);
  return description === undefined ? schema : schema.check(z.describe(description));
};

export const optional = z.exactOptional;

/** A field that a writer may leave out; its reader puts a value in its place. */
export const defaulted = <Inner extends z.ZodMiniType>(inner: Inner, value: z.core.util.NoUndefined<z.output<Inner>>) =>
  z._default(inner, value);

/** The same fields, each of which may be absent. */
export const optionalFields = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, optional(field)])) as {
    [Name in keyof Shape]: z.ZodMiniExactOptional<Shape[Name]>;
  };
