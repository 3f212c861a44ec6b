import type { RunStatus } from '../../runs/events';

/** The curves of the panel: each a pair of equally long columns, x ascending. NaN marks a gap. */
export const curveNames = ['loss', 'hard', 'soft', 'temperature', 'validationAccuracy', 'testAccuracy'] as const;
export type CurveName = (typeof curveNames)[number];

export interface Columns {
  readonly step: Float64Array;
  readonly value: Float64Array;
}

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
  /** The verdict line once there is one, such as `1.42 % test error (142 of 10000), teacher 98`; else empty. */
  readonly result: string;
  readonly figures: readonly Figure[];
  readonly failure?: { readonly message: string; readonly hint: string };
}

/** From the extension to the panel. */
export type ToPanel =
  | { readonly type: 'snapshot'; readonly run: RunCard; readonly curves: Readonly<Record<CurveName, Columns>> }
  | { readonly type: 'append'; readonly runId: string; readonly curves: Readonly<Partial<Record<CurveName, Columns>>> }
  | { readonly type: 'card'; readonly run: RunCard }
  /** The run's folder is no longer there. */
  | { readonly type: 'gone'; readonly runId: string }
  /** Something about the run could not be read; an empty text takes an earlier one back. */
  | { readonly type: 'notice'; readonly runId: string; readonly message: string };

const requests = ['ready', 'stop', 'rerun', 'openConfig', 'openLog', 'revealFolder'] as const;

/** From the panel to the extension. */
export interface FromPanel {
  readonly type: (typeof requests)[number];
}

/** Reads what a panel asks for; undefined when it is none of our requests. */
export function readRequest(value: unknown): FromPanel['type'] | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  return requests.find((request) => request === value.type);
}

/** What a panel keeps over a reload of the window, through the editor. */
export interface PanelState {
  readonly folder: string;
  /** The steps between which the plots show the run; absent while they show all of it. */
  readonly zoom?: { readonly from: number; readonly to: number };
  readonly hidden: readonly CurveName[];
}

/** Reads a kept state; undefined when it is none of ours. An impossible zoom and unknown curves are left out. */
export function readState(value: unknown): PanelState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { folder, zoom, hidden } = value as Partial<Record<keyof PanelState, unknown>>;
  if (typeof folder !== 'string' || folder === '') return undefined;
  const { from, to } = (zoom ?? {}) as { from?: unknown; to?: unknown };
  const isZoom = typeof from === 'number' && typeof to === 'number' && from < to && Number.isFinite(to - from);
  return {
    folder,
    ...(isZoom && { zoom: { from, to } }),
    hidden: Array.isArray(hidden) ? curveNames.filter((name) => hidden.includes(name)) : [],
  };
}
