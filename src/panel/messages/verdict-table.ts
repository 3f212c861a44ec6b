import * as z from 'zod/mini';
import { shortList, type Message } from './schema';

const limits = { results: 100, pairs: 1000 } as const;

/** The tables of a verdict, all of them texts: results over all pairs, the one that decides first, and the pairs. */
export const verdictTableFields = () => ({
  results: shortList(
    z.object({
      ...{ label: z.string(), teacher: z.string(), control: z.string(), distilled: z.string() },
      ...{ difference: z.string(), interval: z.string(), p: z.string(), better: z.string() },
      isDeciding: z.boolean(),
    }),
    limits.results,
  ),
  pairs: shortList(
    z.object({
      ...{ seed: z.string(), teacher: z.string(), control: z.string(), distilled: z.string() },
      difference: z.string(),
      isBetter: z.boolean(),
    }),
    limits.pairs,
  ),
  /** The tests in sentences. */
  detail: z.string(),
});

/** The tables of a verdict, as one message. */
export const verdictTableSchema = () => z.object(verdictTableFields());
export type VerdictTables = Message<typeof verdictTableSchema>;
