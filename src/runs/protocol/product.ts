import type * as z from 'zod/mini';
import { fields, optional, text } from './fields';

/** The program that made or continued a run. */
export const productSchema = fields(
  { version: text('Version of Distillery'), commit: optional(text('Commit that it was built from')) },
  'The product that wrote it',
);

export type Product = Readonly<z.infer<typeof productSchema>>;
