import * as z from 'zod/mini';
import { runIdSchema, statusSchema } from './panel';
import { count, readMessage, shortList, type Message } from './schema';
import { verdictTableFields } from './verdict-table';

/** Limits of a message, those of a sweep's schema with its controls. */
const limits = { points: 10_000, runs: 1000, settings: 50, values: 10_000 } as const;

const actionSchema = () =>
  z.enum(['stop', 'resume', 'retryFailed', 'addPoints', 'rerun', 'export', 'openConfig', 'openLog', 'revealFolder']);
/** An action on a sweep that its page offers. */
export type SweepAction = Message<typeof actionSchema>;

const headSchema = () =>
  z.object({
    id: z.string(),
    /** Path of the run folder; the panel saves it, to be restored after the window reloads. */
    folder: z.string(),
    name: z.string(),
    status: statusSchema(),
    /** Settings, seeds, teachers and method. */
    subtitle: z.string(),
    /** Runs that have ended and that are at work, and the time left. */
    standing: z.string(),
    /** Share of the runs that have ended, from 0 to 1. */
    progress: z.number(),
    failure: z.string(),
    actions: z.array(actionSchema()),
  });
/** A sweep and how it stands. All strings are shown as text, never as markup. */
export type SweepHead = Message<typeof headSchema>;

const verdictSchema = () =>
  z.object({
    /** The verdict, or why there is none yet. */
    sentence: z.string(),
    tone: z.enum(['good', 'bad', 'open']),
    /** The data and seeds that it rests on. */
    basis: z.string(),
    ...verdictTableFields(),
  });
/** The verdict on a sweep's best point, with its tables. */
export type SweepVerdictWords = Message<typeof verdictSchema>;

const result = () => z.exactOptional(z.number());
const runSchema = () =>
  z.object({
    ...{ id: runIdSchema(), seed: z.number(), status: statusSchema() },
    ...{ goal: result(), errors: result(), control: result(), seconds: result() },
  });
const pointSchema = () =>
  z.object({
    index: count(),
    stage: z.enum(['search', 'verdict']),
    values: z.array(z.number()),
    planned: count(),
    isDropped: z.exactOptional(z.boolean()),
    runs: shortList(runSchema(), limits.runs),
  });
const settingSchema = () =>
  z.object({
    path: z.string(),
    label: z.string(),
    isLog: z.boolean(),
    values: shortList(z.object({ text: z.string(), number: z.exactOptional(z.number()) }), limits.values),
  });

const tableSchema = () =>
  z.object({
    goal: z.object({
      label: z.string(),
      unit: z.enum(['share', 'nats']),
      better: z.union([z.literal(1), z.literal(-1)]),
    }),
    settings: shortList(settingSchema(), limits.settings),
    /** Number of points in all. */
    count: count(),
    /** Points that are new or have changed, each with its place; all of them in the first message. */
    changed: shortList(z.object({ place: count(), point: pointSchema() }), limits.points),
    best: z.exactOptional(count()),
  });
/** Points of a sweep that have changed. */
export type SweepTableChange = Message<typeof tableSchema>;

const toSweepSchema = () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('head'), head: headSchema() }),
    z.object({ type: z.literal('verdict'), verdict: verdictSchema() }),
    z.object({ type: z.literal('table'), table: tableSchema() }),
    /** The run folder has been deleted. */
    z.object({ type: z.literal('gone') }),
    /** A problem in reading the sweep; an empty text clears an earlier one. */
    z.object({ type: z.literal('notice'), message: z.string() }),
  ]);
/** Message from the extension to a sweep's page. */
export type ToSweep = Message<typeof toSweepSchema>;

const fromSweepSchema = () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('ready') }),
    z.object({ type: z.literal('do'), action: actionSchema() }),
    z.object({ type: z.literal('open'), runId: runIdSchema() }),
    /** Drop a point of the search, by its index. */
    z.object({ type: z.literal('drop'), index: count() }),
  ]);
/** Message from a sweep's page to the extension. */
export type FromSweep = Message<typeof fromSweepSchema>;

/** Validates a message of a sweep's page; undefined when it is invalid. */
export const readFromSweep = (value: unknown): FromSweep | undefined => readMessage(fromSweepSchema, value);

/** Validates a message for a sweep's page; undefined when it is invalid. */
export const readToSweep = (value: unknown): ToSweep | undefined => readMessage(toSweepSchema, value);
