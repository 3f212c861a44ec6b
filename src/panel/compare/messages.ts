import type { RunStatus } from '../../runs/protocol/events';

/** What the view that compares runs asks: the panel's run and these, against one of them. */
export interface CompareRequest {
  readonly type: 'compare';
  readonly runIds: readonly string[];
  /** The id of the run that the others are held against. */
  readonly baseline: string;
}

export interface ComparedRun {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
}

export interface ComparedCell {
  readonly text: string;
  /** By how much a result differs from the baseline's, or empty. */
  readonly delta: string;
  readonly tone: 'better' | 'worse' | 'same';
}

/** A setting or a result, with a cell for each run. */
export interface ComparedRow {
  readonly label: string;
  readonly cells: readonly ComparedCell[];
}

/** Runs that differ in their seeds alone, and what they reached together. */
export interface Repeats {
  readonly label: string;
  readonly result: string;
}

/** What runs have in common and not. All texts are shown as text. */
export interface Comparison {
  readonly type: 'comparison';
  /** The panel's run first. */
  readonly runs: readonly ComparedRun[];
  readonly baseline: string;
  /** Only settings in which they differ. */
  readonly settings: readonly ComparedRow[];
  readonly results: readonly ComparedRow[];
  readonly repeats: readonly Repeats[];
  readonly warnings: readonly string[];
  /** Runs that could be added, newest first. */
  readonly others: readonly ComparedRun[];
}

export type CompareAnswer = Comparison | { readonly type: 'problem'; readonly message: string };

/** Reads what the view asks for; undefined when it is not its request. */
export function readCompareRequest(value: unknown): CompareRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, runIds, baseline } = value as Readonly<Record<string, unknown>>;
  const areIds = Array.isArray(runIds) && runIds.length < 100 && runIds.every((id) => typeof id === 'string');
  return type === 'compare' && areIds && typeof baseline === 'string' ? { type, runIds, baseline } : undefined;
}
