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

/** The id of a run: the name of one folder, and no way out of the folder of runs. */
export const runIdSchema = z.string().check(z.refine(isRunId, 'is no id of a run'));
export const statusSchema = z.enum(statuses);
const viewNameSchema = z.enum(viewNames);

/** A figure of a result: its name, its number in words, and the small print below it. */
const figureSchema = z.object({ label: z.string(), value: z.string(), detail: z.string() });
export type Figure = Message<typeof figureSchema>;

const cardSchema = z.object({
  id: z.string(),
  /** The run folder: the panel keeps it, so that it can be shown again after the window is loaded anew. */
  folder: z.string(),
  name: z.string(),
  status: statusSchema,
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
  /** The present activity, in words. */
  activity: z.string(),
  /** The verdict once there is one, such as `1.42 % test error (142 of 10,000), teacher 98 errors`; else empty. */
  result: z.string(),
  figures: z.array(figureSchema),
  failure: z.exactOptional(z.object({ message: z.string(), hint: z.string() })),
});
/** The text beside the curves. All strings are shown as text, never as markup. */
export type RunCard = Message<typeof cardSchema>;

const toPanelSchema = z.discriminatedUnion('type', [
  /** The run as it is now; the first one names the run that the page shows. */
  z.object({ type: z.literal('card'), run: cardSchema }),
  /** The run's folder is no longer there. */
  z.object({ type: z.literal('gone'), runId: z.string() }),
  /** A part of the run that could not be read; an empty text takes an earlier one back. */
  z.object({ type: z.literal('notice'), runId: z.string(), message: z.string() }),
  /** For one view, which validates it. */
  z.object({ type: z.literal('view'), runId: z.string(), view: viewNameSchema, answer: z.unknown() }),
]);
/** From the extension to the panel. */
export type ToPanel = Message<typeof toPanelSchema>;

const fromPanelSchema = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['ready', 'stop', 'rerun', 'openConfig', 'openLog', 'revealFolder']) }),
  /** From one view to its controller in the extension, which validates it. */
  z.object({ type: z.literal('view'), view: viewNameSchema, request: z.unknown() }),
]);
/** From the panel to the extension. */
export type FromPanel = Message<typeof fromPanelSchema>;

/** A message for the panel, validated. Throws a MessageError. */
export const parseToPanel = (value: unknown): ToPanel => parseMessage(toPanelSchema, value);

/** A request of the panel; undefined when it is none. */
export const readFromPanel = (value: unknown): FromPanel | undefined => readMessage(fromPanelSchema, value);

/** More runs beside the panel's own cannot be drawn apart by colour and pattern. */
export const maxPins = 31;

/** The state that a panel keeps over a reload of the window, through the editor. */
export interface PanelState {
  readonly folder: string;
  readonly shown?: ViewName;
  /** The ids of pinned runs by slot; null where a slot is free. */
  readonly pins: readonly (string | null)[];
  /** The state of each view, which it validates itself. */
  readonly views: Readonly<Partial<Record<ViewName, unknown>>>;
}

/** Reads a kept state; undefined when it is none of ours. Parts of it that are impossible are left out. */
export function readState(value: unknown): PanelState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { folder, shown, pins, views } = value as Partial<Record<keyof PanelState, unknown>>;
  if (typeof folder !== 'string' || folder === '') return undefined;
  const known = readMessage(viewNameSchema, shown);
  const kept = typeof views === 'object' && views !== null ? (views as PanelState['views']) : {};
  return {
    folder,
    ...(known !== undefined && { shown: known }),
    pins: Array.isArray(pins) ? pins.slice(0, maxPins).map((id) => readMessage(runIdSchema, id) ?? null) : [],
    views: Object.fromEntries(viewNames.flatMap((name) => (name in kept ? [[name, kept[name]]] : []))),
  };
}

/** Whether a text can be the id of a run. */
export function isRunId(value: unknown): value is string {
  return typeof value === 'string' && /^[^/\\\0]{1,255}$/.test(value) && value !== '.' && value !== '..';
}
