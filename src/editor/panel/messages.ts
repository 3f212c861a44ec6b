import type { RunStatus } from '../../runs/events';

/** The curves of the panel: each a pair of equally long columns, x ascending. NaN marks a gap. */
export const curveNames = ['loss', 'hard', 'soft', 'temperature', 'validationAccuracy', 'testAccuracy'] as const;
export type CurveName = (typeof curveNames)[number];

export interface Columns {
  readonly step: Float64Array;
  readonly value: Float64Array;
}

/** What is written beside the curves. All strings are shown as text, never as markup. */
export interface RunCard {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly objective: string;
  readonly teacher: string;
  readonly student: string;
  readonly data: string;
  readonly seed: number;
  readonly engine: string;
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly epochs: number;
  /** Teacher training in progress, say: shown beside the status. */
  readonly activity: string;
  /** The verdict line once there is one, such as `1.42 % test error (142 of 10,000), teacher 98`. */
  readonly result: string;
  readonly failure?: { readonly message: string; readonly hint: string };
}

/** From the extension to the panel. */
export type ToPanel =
  | { readonly type: 'snapshot'; readonly run: RunCard; readonly curves: Readonly<Record<CurveName, Columns>> }
  | { readonly type: 'append'; readonly runId: string; readonly curves: Readonly<Partial<Record<CurveName, Columns>>> }
  | { readonly type: 'card'; readonly run: RunCard }
  | { readonly type: 'gone'; readonly runId: string };

/** From the panel to the extension. */
export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'stop' }
  | { readonly type: 'rerun' }
  | { readonly type: 'openConfig' }
  | { readonly type: 'revealFolder' };
