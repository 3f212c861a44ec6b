import type { z } from 'zod';

/** A moment of a run. `step` counts from 0 to `steps`; `epoch` is fractional, so a schedule moves at every step. */
export interface TimePoint {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly epochs: number;
}

/** An object schema whose `strategy` names the strategy that it belongs to. */
export type StrategySchema = z.ZodObject<{ strategy: z.ZodLiteral<string> }>;

/**
 * One temperature strategy: how it is written in a config, what it means and its value.
 * A new strategy is one file with such an object and one line in `catalogue.ts`.
 */
export interface TemperatureStrategy<Schema extends StrategySchema = StrategySchema> {
  readonly name: z.output<Schema>['strategy'];
  readonly summary: string;
  /** One line on when it helps. */
  readonly helps: string;
  readonly dependsOn: 'time';
  readonly formula: string;
  readonly source: string;
  /** How the strategy is written in a config; each parameter carries its description and default. */
  readonly schema: Schema;
  /** The temperature at a moment of the run: a number above 0. */
  valueAt(parameters: z.output<Schema>, time: TimePoint): number;
}

/** The share of the run that lies behind `time`, from 0 to 1, reaching 1 at the last step. */
export function progressOf(time: TimePoint): number {
  const lastStep = Math.max(time.steps - 1, 1);
  return Math.min(Math.max(time.step / lastStep, 0), 1);
}
