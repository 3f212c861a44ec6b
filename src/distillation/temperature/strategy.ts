import type { z } from 'zod';

/** A moment of a run. `step` counts from 0 to `steps`; `epoch` is fractional, so a schedule moves at every step. */
export interface TimePoint {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly epochs: number;
}

/**
 * One temperature strategy: how it is written in a config, what it means and its value.
 * A new strategy is one file with such an object and one line in `catalogue.ts`.
 */
export interface TemperatureStrategy<Parameters extends { strategy: string }> {
  readonly name: Parameters['strategy'];
  readonly summary: string;
  /** One line on when it helps. */
  readonly helps: string;
  readonly dependsOn: 'time';
  readonly formula: string;
  readonly source: string;
  readonly schema: z.ZodType<Parameters>;
  /** The temperature at a moment of the run: a number above 0. */
  valueAt(parameters: Parameters, time: TimePoint): number;
}

/** The share of the run that lies behind `time`, from 0 to 1, reaching 1 at the last step. */
export function progressOf(time: TimePoint): number {
  const lastStep = Math.max(time.steps - 1, 1);
  return Math.min(Math.max(time.step / lastStep, 0), 1);
}
