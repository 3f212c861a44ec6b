import type { RunStatus } from '../runs/protocol/events';

/** One figure of a result: what it is, its number in words, and what stands small below it. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly detail: string;
}

/** What is written beside the curves. All strings are shown as text, never as markup. */
export interface RunCard {
  readonly id: string;
  /** The run folder: the panel keeps it, so that it can be shown again after the window is loaded anew. */
  readonly folder: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly objective: string;
  readonly teacher: string;
  readonly student: string;
  readonly data: string;
  readonly seed: string;
  readonly engine: string;
  /** How far the run is, such as `3.20 of 10`. */
  readonly epoch: string;
  /** From 0 to 1, of the teacher's training or of the student's. */
  readonly progress: number;
  /** What is happening now, in words. */
  readonly activity: string;
  /** The verdict line once there is one, such as `1.42 % test error (142 of 10,000), teacher 98 errors`; else empty. */
  readonly result: string;
  readonly figures: readonly Figure[];
  readonly failure?: { readonly message: string; readonly hint: string };
}

/** The panel's views, each under a tab of its own. */
export const viewNames = ['curves', 'compare', 'targets', 'summary'] as const;
export type ViewName = (typeof viewNames)[number];

/** So many runs beside the panel's own can be drawn apart by colour and pattern. */
export const maxPins = 31;

/** From the extension to the panel. */
export type ToPanel =
  /** What the run is now; the first one names the run that the page shows. */
  | { readonly type: 'card'; readonly run: RunCard }
  /** The run's folder is no longer there. */
  | { readonly type: 'gone'; readonly runId: string }
  /** Something about the run could not be read; an empty text takes an earlier one back. */
  | { readonly type: 'notice'; readonly runId: string; readonly message: string }
  /** For one view, which checks it. */
  | { readonly type: 'view'; readonly runId: string; readonly view: ViewName; readonly answer: unknown };

const requests = ['ready', 'stop', 'rerun', 'openConfig', 'openLog', 'revealFolder'] as const;

/** From the panel to the extension. */
export type FromPanel =
  | { readonly type: (typeof requests)[number] }
  /** From one view to its side in the extension, which checks it. */
  | { readonly type: 'view'; readonly view: ViewName; readonly request: unknown };

/** Reads what a panel asks for; undefined when it is none of our requests. */
export function readRequest(value: unknown): FromPanel | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const { type, view, request } = value as Readonly<Record<string, unknown>>;
  if (type === 'view') {
    const known = viewNames.find((name) => name === view);
    return known === undefined ? undefined : { type, view: known, request };
  }
  const plain = requests.find((name) => name === type);
  return plain === undefined ? undefined : { type: plain };
}

/** What a panel keeps over a reload of the window, through the editor. */
export interface PanelState {
  readonly folder: string;
  readonly shown?: ViewName;
  /** The ids of pinned runs by place; null where a place is free. */
  readonly pins: readonly (string | null)[];
  /** What each view keeps; it checks that itself. */
  readonly views: Readonly<Partial<Record<ViewName, unknown>>>;
}

/** Reads a kept state; undefined when it is none of ours. What is impossible in it is left out. */
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

/** Whether a text can be the id of a run: the name of one folder, and no way out of the folder of runs. */
export function isRunId(value: unknown): value is string {
  return typeof value === 'string' && /^[^/\\\0]{1,255}$/.test(value) && value !== '.' && value !== '..';
}
