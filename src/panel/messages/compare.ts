import * as z from 'zod/mini';
import { statusSchema } from './panel';
import { parseMessage, readMessage, shortList, type Message } from './schema';

const requestSchema = () =>
  z.object({
    type: z.literal('compare'),
    /** Ids of the runs compared with the panel's own. */
    runIds: shortList(z.string(), 99),
    /** Id of the run that the others are compared with. */
    baseline: z.string(),
  });
/** The request of the view that compares runs. */
export type CompareRequest = Message<typeof requestSchema>;

const runSchema = () => z.object({ id: z.string(), name: z.string(), status: statusSchema() });
export type ComparedRun = Message<typeof runSchema>;

const cellSchema = () =>
  z.object({
    text: z.string(),
    /** Difference of a result from the baseline's, as text; may be empty. */
    delta: z.string(),
    tone: z.enum(['better', 'worse', 'same']),
  });
export type ComparedCell = Message<typeof cellSchema>;

const rowSchema = () => z.object({ label: z.string(), cells: z.array(cellSchema()) });
/** A setting or a result, with a cell for each run. */
export type ComparedRow = Message<typeof rowSchema>;

const repeatsSchema = () => z.object({ label: z.string(), result: z.string() });
/** Group of runs that differ only in their seeds, with their mean result. */
export type Repeats = Message<typeof repeatsSchema>;

const comparisonSchema = () =>
  z
    .object({
      type: z.literal('comparison'),
      /** The panel's run first. */
      runs: z.array(runSchema()),
      baseline: z.string(),
      /** Settings that differ between the runs. */
      settings: z.array(rowSchema()),
      results: z.array(rowSchema()),
      repeats: z.array(repeatsSchema()),
      warnings: z.array(z.string()),
      /** Runs that could be added, newest first. */
      others: z.array(runSchema()),
    })
    .check(
      z.refine(
        ({ runs, settings, results }) => [...settings, ...results].every(({ cells }) => cells.length === runs.length),
        'has a row with another count of cells than runs',
      ),
    );
/** The differences between runs. All texts are shown as text, never as markup. */
export type RunComparison = Message<typeof comparisonSchema>;

const answerSchema = () =>
  z.discriminatedUnion('type', [comparisonSchema(), z.object({ type: z.literal('problem'), message: z.string() })]);
export type CompareAnswer = Message<typeof answerSchema>;

/** Validates a request of the view that compares runs; undefined when it is invalid. */
export const readCompareRequest = (value: unknown): CompareRequest | undefined => readMessage(requestSchema, value);

/** Validates an answer for the view that compares runs. Throws a MessageError. */
export const parseCompareAnswer = (value: unknown): CompareAnswer => parseMessage(answerSchema, value, 'the answer');
