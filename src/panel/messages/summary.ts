import * as z from 'zod/mini';
import { parseMessage, readMessage, typed, type Message } from './schema';
import { verdictTableSchema } from './verdict-table';

const actionSchema = () =>
  z.enum(['stop', 'resume', 'rerun', 'useStudent', 'export', 'openConfig', 'openLog', 'revealFolder']);
/** An action on a run that the summary offers. */
export type SummaryAction = Message<typeof actionSchema>;

const maxPngBytes = 64 << 20;

const fileSchema = () => z.string().check(z.minLength(1), z.maxLength(4096));
const lineSchema = () => z.int().check(z.minimum(1), z.maximum(1e9));

const requestSchema = () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('facts') }),
    z.object({ type: z.literal('do'), action: actionSchema() }),
    /** A file of a traceback, by its path from the workspace, and the line that is to be shown, from 1. */
    z.object({ type: z.literal('openFile'), file: fileSchema(), line: lineSchema() }),
    /** The requested image as a PNG; empty when the page could not draw it. */
    z.object({
      type: z.literal('painted'),
      png: typed<Uint8Array>(Uint8Array).check(z.refine((png) => png.byteLength <= maxPngBytes, 'is too large')),
    }),
  ]);
/** Request of the summary: read the facts of the run, or perform an action on it. */
export type SummaryRequest = Message<typeof requestSchema>;

const factSchema = () => z.object({ label: z.string(), value: z.string() });
export type Fact = Message<typeof factSchema>;

const factsSchema = () =>
  z.object({
    type: z.literal('facts'),
    objective: z.string(),
    /** The result, compared with the control run if there is one; empty before the end. */
    verdict: z.string(),
    /** The tables below it; absent without a pair. */
    verdictTable: z.optional(verdictTableSchema()),
    facts: z.array(factSchema()),
    /** The actions that the run's status allows. */
    actions: z.array(actionSchema()),
    /** The traceback of a failed script, the outermost frame first; a link is a file of the workspace. */
    traceback: z.optional(
      z.object({
        exception: z.string(),
        frames: z.array(z.object({ file: fileSchema(), line: lineSchema(), isLink: z.optional(z.boolean()) })),
      }),
    ),
  });
export type SummaryFacts = Message<typeof factsSchema>;

const answerSchema = () =>
  z.discriminatedUnion('type', [
    factsSchema(),
    /** Asks the page to draw an SVG image as a PNG, since the extension has no canvas. */
    z.object({ type: z.literal('paint'), svg: z.string() }),
  ]);
export type SummaryAnswer = Message<typeof answerSchema>;

/** Validates a request of the summary; undefined when it is invalid. */
export const readSummaryRequest = (value: unknown): SummaryRequest | undefined => readMessage(requestSchema, value);

/** Validates an answer for the summary. Throws a MessageError. */
export const parseSummaryAnswer = (value: unknown): SummaryAnswer => parseMessage(answerSchema, value, 'the answer');
