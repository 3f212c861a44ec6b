import type { RunStatus } from '../../runs/protocol/events';

/** A small curve: its name, its newest value in words, and its points, thinned to what can be seen; NaN is a gap. */
export interface LiveCurve {
  readonly label: string;
  readonly value: string;
  readonly x: Float64Array;
  readonly y: Float32Array;
}

/** A run at work, in small. All texts are shown as text. */
export interface LiveRun {
  readonly runId: string;
  readonly name: string;
  readonly status: RunStatus;
  /** How far it is, in words. */
  readonly words: string;
  /** From 0 to 1. */
  readonly progress: number;
  readonly curves: readonly LiveCurve[];
}

/** From the extension to the view: all runs at work, newest first. */
export interface ToLive {
  readonly type: 'live';
  readonly runs: readonly LiveRun[];
}

/** From the view to the extension: it has been built, or a run was pressed. */
export type FromLive = { readonly type: 'ready' } | { readonly type: 'open'; readonly runId: string };

/** Reads what the view asks for; undefined when it is none of its requests. */
export function readLiveRequest(value: unknown): FromLive | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, runId } = value as Readonly<Record<string, unknown>>;
  if (type === 'ready') return { type };
  return type === 'open' && typeof runId === 'string' ? { type, runId } : undefined;
}

/** So many runs are shown, and so many points of a curve; a sender of more is none of ours. */
export const mostLive = { runs: 64, points: 10_000 } as const;

/** Reads what the extension sends; undefined when it is not ours. */
export function readLive(value: unknown): ToLive | undefined {
  if (!isRecord(value) || value['type'] !== 'live') return undefined;
  const { runs } = value;
  const isWhole = Array.isArray(runs) && runs.length <= mostLive.runs && runs.every(isRun);
  return isWhole ? { type: 'live', runs: runs as LiveRun[] } : undefined;
}

function isRun(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { progress, curves } = value;
  const areTexts = ['runId', 'name', 'status', 'words'].every((key) => typeof value[key] === 'string');
  return areTexts && typeof progress === 'number' && Array.isArray(curves) && curves.every(isCurve);
}

function isCurve(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { x, y, label, value: newest } = value;
  if (typeof label !== 'string' || typeof newest !== 'string') return false;
  if (!(x instanceof Float64Array && y instanceof Float32Array)) return false;
  const isAscending = x.every((place, index) => Number.isFinite(place) && (index === 0 || place > (x[index - 1] ?? 0)));
  return x.length === y.length && x.length <= mostLive.points && isAscending;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
