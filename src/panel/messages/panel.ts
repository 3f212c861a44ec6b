import * as z from 'zod/mini';
import { statuses } from '../../wording';
import { parseMessage, readMessage, type Message } from './schema';

/** The tabs of the panel in their order. Each has a view in the page and a controller in the extension, by its name. */
export const tabs = [
  { name: 'curves', label: 'Curves' },
  { name: 'compare', label: 'Compare' },
  { name: 'targets', label: 'Soft targets' },
  { name: 'summary', label: 'Summary' },
] as const;
export type ViewName = (typeof tabs)[number]['name'];
export const viewNames: readonly ViewName[] = tabs.map(({ name }) => name);

/** Id of a run: the name of its folder. No path is accepted, so that a message cannot leave the folder of runs. */
export const runIdSchema = () => z.string().check(z.refine(isRunId, 'is no id of a run'));
export const statusSchema = () => z.enum(statuses);
const viewNameSchema = () => z.enum(viewNames);

/** A number of the strip below the name: its label, the formatted number, a note beside it, and what it is about. */
const figureSchema = () =>
  z.object({
    ...{ label: z.string(), value: z.string(), detail: z.string() },
    tone: z.enum(['student', 'teacher', 'good', 'bad', 'plain']),
  });
export type Figure = Message<typeof figureSchema>;

const cardSchema = () =>
  z.object({
    id: z.string(),
    /** Path of the run folder; the panel saves it, to be restored after the window reloads. */
    folder: z.string(),
    name: z.string(),
    /** Words that tell it from other runs of its name; absent where there are none. */
    difference: z.exactOptional(z.string()),
    /** Settings that runs of its config mostly differ in, such as `linear 8 → 2 · seed 2`; empty where the config is unreadable. */
    details: z.string(),
    /** Milliseconds since the epoch; 0 where it is unknown. */
    createdAt: z.number(),
    /** Epochs of the student's training, where they are known. */
    epochs: z.exactOptional(z.number()),
    status: statusSchema(),
    /** Whether the processes of a broken run go on, so that it can be stopped. */
    isAtWork: z.exactOptional(z.boolean()),
    objective: z.string(),
    teacher: z.string(),
    student: z.string(),
    data: z.string(),
    seed: z.string(),
    engine: z.string(),
    /** Such as `3.20 of 10`. */
    epoch: z.string(),
    /** From 0 to 1, of the teacher's training or of the student's. */
    progress: z.number(),
    /** The current activity, as text. */
    activity: z.string(),
    /** Reasons to doubt the result, such as a limit that acted on many samples. */
    warnings: z.array(z.string()),
    figures: z.array(figureSchema()),
    failure: z.exactOptional(z.object({ message: z.string(), hint: z.string() })),
  });
/** Card of a run: the text beside the curves. All strings are shown as text, never as markup. */
export type RunCard = Message<typeof cardSchema>;

const toPanelSchema = () =>
  z.discriminatedUnion('type', [
    /** The present card; the first one tells the page which run it shows. */
    z.object({ type: z.literal('card'), run: cardSchema() }),
    /** Settings of views that were kept for the workspace; each view validates its own. Comes before the first card. */
    z.object({ type: z.literal('kept'), views: z.record(z.string(), z.unknown()) }),
    /** The run folder has been deleted. */
    z.object({ type: z.literal('gone'), runId: z.string() }),
    /** A problem in reading the run; an empty text clears an earlier one. */
    z.object({ type: z.literal('notice'), runId: z.string(), message: z.string() }),
    /** The request to show the tab that compares, with these runs beside the panel's own. */
    z.object({ type: z.literal('compare'), runId: z.string(), runIds: z.array(runIdSchema()) }),
    /** Answer for one view, which validates it. */
    z.object({ type: z.literal('view'), runId: z.string(), view: viewNameSchema(), answer: z.unknown() }),
  ]);
/** Message from the extension to the panel. */
export type ToPanel = Message<typeof toPanelSchema>;

const actions = ['stop', 'resume', 'rerun', 'useStudent', 'openConfig', 'openLog', 'revealFolder'] as const;
/** Action on the panel's run that its head offers. */
export type PanelAction = (typeof actions)[number];

const fromPanelSchema = () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.enum(['ready', ...actions]) }),
    /** Opens the panel of another run beside this one in the folder of runs. */
    z.object({ type: z.literal('openRun'), runId: runIdSchema() }),
    /** Keeps settings of a view for panels of this workspace that are opened later. */
    z.object({ type: z.literal('keep'), view: viewNameSchema(), value: z.unknown() }),
    /** Request of one view to its controller in the extension, which validates it. */
    z.object({ type: z.literal('view'), view: viewNameSchema(), request: z.unknown() }),
  ]);
/** Message from the panel to the extension. */
export type FromPanel = Message<typeof fromPanelSchema>;

/** Validates a message for the panel. Throws a MessageError. */
export const parseToPanel = (value: unknown): ToPanel => parseMessage(toPanelSchema, value);

/** Validates a request of the panel; undefined when it is invalid. */
export const readFromPanel = (value: unknown): FromPanel | undefined => readMessage(fromPanelSchema, value);

/** Limit of the pinned runs: more cannot be distinguished by colour and line pattern. */
export const maxPins = 31;

/** State of a panel that VS Code restores after the window reloads. */
export interface PanelState {
  readonly folder: string;
  readonly shown?: ViewName;
  /** The ids of pinned runs by slot; null where a slot is free. */
  readonly pins: readonly (string | null)[];
  /** State by view; each view validates its own. */
  readonly views: Readonly<Partial<Record<ViewName, unknown>>>;
}

/** Validates a saved state; undefined when it is not one of this extension. Invalid parts are left out. */
export function readState(value: unknown): PanelState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { folder, shown, pins, views } = value as Partial<Record<keyof PanelState, unknown>>;
  if (typeof folder !== 'string' || folder === '') return undefined;
  const known = viewNames.find((name) => name === shown);
  const kept = typeof views === 'object' && views !== null ? (views as PanelState['views']) : {};
  return {
    folder,
    ...(known !== undefined && { shown: known }),
    pins: Array.isArray(pins) ? pins.slice(0, maxPins).map((id) => (isRunId(id) ? id : null)) : [],
    views: Object.fromEntries(viewNames.flatMap((name) => (name in kept ? [[name, kept[name]]] : []))),
  };
}

/** Whether a value can be the id of a run. */
export function isRunId(value: unknown): value is string {
  return typeof value === 'string' && /^[^/\\\0]{1,255}$/.test(value) && value !== '.' && value !== '..';
}
