import * as z from 'zod/mini';
import { statusSchema } from './panel';
import { parseMessage, readMessage, shortList, type Message } from './schema';

const requestSchema = z.object({
  type: z.literal('compare'),
  /** Runs beside the panel's own. */
  runIds: shortList(z.string(), 99),
  /** The id of the run that the others are held against. */
  baseline: z.string(),
});
/** The request of the view that compares runs. */
export type CompareRequest = Message<typeof requestSchema>;

const runSchema = z.object({ id: z.string(), name: z.string(), status: statusSchema });
export type ComparedRun = Message<typeof runSchema>;

const cellSchema = z.object({
  text: z.string(),
  /** The difference of a result from the baseline's, or empty. */
  delta: z.string(),
  tone: z.enum(['better', 'worse', 'same']),
});
export type ComparedCell = Message<typeof cellSchema>;

const rowSchema = z.object({ label: z.string(), cells: z.array(cellSchema) });
/** A setting or a result, with a cell for each run. */
export type ComparedRow = Message<typeof rowSchema>;

const repeatsSchema = z.object({ label: z.string(), result: z.string() });
/** Runs that differ in their seeds alone, and their result together. */
export type Repeats = Message<typeof repeatsSchema>;

const comparisonSchema = z
  .object({
    type: z.literal('comparison'),
    /** The panel's run first. */
    runs: z.array(runSchema),
    baseline: z.string(),
    /** Only settings in which they differ. */
    settings: z.array(rowSchema),
    results: z.array(rowSchema),
    repeats: z.array(repeatsSchema),
    warnings: z.array(z.string()),
    /** Runs that could be added, newest first. */
    others: z.array(runSchema),
  })
  .check(
    z.refine(
      ({ runs, settings, results }) => [...settings, ...results].every(({ cells }) => cells.length === runs.length),
      'has a row with another count of cells than runs',
    ),
  );
/** The differences between runs. All texts are shown as text. */
export type RunComparison = Message<typeof comparisonSchema>;

const answerSchema = z.discriminatedUnion('type', [
  comparisonSchema,
  z.object({ type: z.literal('problem'), message: z.string() }),
]);
export type CompareAnswer = Message<typeof answerSchema>;

/** A request of the view that compares runs; undefined when it is none. */
export const readCompareRequest = (value: unknown): CompareRequest | undefined => readMessage(requestSchema, value);

/** An answer for the view that compares runs. Throws a MessageError. */
export const parseCompareAnswer = (value: unknown): CompareAnswer => parseMessage(answerSchema, value, 'the answer');
