import type { Engine, Feeds, StepProgram } from '../../src/engine';

export interface Workload {
  readonly model: string;
  readonly optimizer: string;
  readonly isCached: boolean;
}

export const workloads: Readonly<Record<string, Workload>>;

/** The distillation step of a workload for an engine: its program and the feeds of one batch. `prefix` begins its variables' names. */
export function distillationStep(
  engine: Engine,
  name: string,
  options?: { readonly batch?: number; readonly prefix?: string },
): { readonly program: StepProgram; readonly feeds: Feeds };
