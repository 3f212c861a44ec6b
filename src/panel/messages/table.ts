import * as z from 'zod/mini';
import { firstView, groupings, type TableView } from '../../run-table';
import { runColumnsSchema } from './run-columns';
import { readMessage, shortList, type Message } from './schema';

/** Limits of a message: far above those of a workspace that a person can look through. */
const limits = { runs: 20_000, settings: 1000, keys: 20_000, views: 100, text: 2000 } as const;

const keySchema = () => z.string().check(z.minLength(1), z.maxLength(300));

const viewSchema = () =>
  z.object({
    filter: z.string().check(z.maxLength(limits.text)),
    grouping: z.enum(groupings),
    order: z.object({ key: z.string(), isDescending: z.boolean() }),
    columns: z.record(z.string(), z.boolean()),
  });
const savedViewSchema = () =>
  z.object({ name: z.string().check(z.minLength(1), z.maxLength(100)), view: viewSchema() });
/** A view under the name by which it is chosen. */
export type SavedView = Message<typeof savedViewSchema>;

const toTableSchema = () =>
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('runs'),
      /** Settings in which runs differ; absent where they are as before. All runs come with new ones. */
      settings: z.exactOptional(
        shortList(z.object({ path: z.string(), label: z.string(), isNumber: z.boolean() }), limits.settings),
      ),
      /** Runs that are new or have changed. */
      changed: runColumnsSchema(),
      /** Keys of runs that are gone. */
      removed: shortList(keySchema(), limits.runs),
    }),
    /** Views that were saved in this workspace. */
    z.object({ type: z.literal('views'), views: shortList(savedViewSchema(), limits.views) }),
    /** A problem; an empty text clears an earlier one. */
    z.object({ type: z.literal('notice'), message: z.string() }),
  ]);
/** Message from the extension to the runs table. All strings are shown as text, never as markup. */
export type ToTable = Message<typeof toTableSchema>;

/** Actions on selected runs. */
export const tableActions = [
  'compare',
  'export',
  'star',
  'tag',
  'archive',
  'delete',
  'stop',
  'rename',
  'note',
  'baseline',
  'openConfig',
] as const;
export type TableAction = (typeof tableActions)[number];

const fromTableSchema = () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('ready') }),
    /** Opens a run's panel: as the preview, or to stay. */
    z.object({ type: z.literal('open'), key: keySchema(), isKept: z.boolean() }),
    z.object({ type: z.literal('do'), action: z.enum(tableActions), keys: shortList(keySchema(), limits.keys) }),
    z.object({ type: z.literal('saveView'), view: viewSchema() }),
    z.object({ type: z.literal('deleteView'), name: z.string() }),
    /** Asks for the sizes of all runs on disk. */
    z.object({ type: z.literal('measure') }),
  ]);
/** Message from the runs table to the extension. */
export type FromTable = Message<typeof fromTableSchema>;

/** Validates a message of the runs table; undefined when it is invalid. */
export const readFromTable = (value: unknown): FromTable | undefined => readMessage(fromTableSchema, value);

/** Validates a message for the runs table; undefined when it is invalid. */
export const readToTable = (value: unknown): ToTable | undefined => readMessage(toTableSchema, value);

const viewsSchema = () => shortList(savedViewSchema(), limits.views);

/** Validates views that a workspace has kept; none where they are invalid. */
export const readViews = (value: unknown): readonly SavedView[] => readMessage(viewsSchema, value) ?? [];

/** Validates a view that a page has kept over a reload; the first one where it is invalid. */
export const readView = (value: unknown): TableView => readMessage(viewSchema, value) ?? firstView;
