import { meanAndDeviation } from '../statistics';
import type { Status } from '../wording';

/** A value that a setting has at some points of a sweep. */
export interface SweptValue {
  readonly text: string;
  /** Absent where the value is no number. */
  readonly number?: number;
}

/** A setting that a sweep varies. */
export interface SweptSetting {
  readonly path: string;
  /** Its name in short, different from those of the other settings. */
  readonly label: string;
  /** Whether its numbers are spread evenly on a logarithm. */
  readonly isLog: boolean;
  readonly values: readonly SweptValue[];
}

/** A run of a sweep and its results; those that are not there yet are absent. */
export interface SweptRun {
  readonly id: string;
  readonly seed: number;
  readonly status: Status;
  /** Its result by the goal of the sweep, on the validation split. */
  readonly goal?: number;
  /** Errors on the test split, its own and those of its control. */
  readonly errors?: number;
  readonly control?: number;
  readonly seconds?: number;
}

/** A point of a sweep with its runs. */
export interface SweptPoint {
  readonly index: number;
  /** `verdict`: fresh seeds of the best point. */
  readonly stage: 'search' | 'verdict';
  /** For each setting the index of its value; −1 where it has none. */
  readonly values: readonly number[];
  /** Runs that it will have. */
  readonly planned: number;
  /** Whether it has no further runs and cannot be the best, since a person dropped it; absent where not. */
  readonly isDropped?: boolean;
  /** Runs that are made, ordered by their seeds. */
  readonly runs: readonly SweptRun[];
}

/** The metric that ranks the points of a sweep. */
export interface SweepGoal {
  readonly label: string;
  readonly unit: 'share' | 'nats';
  /** 1 when more is better. */
  readonly better: 1 | -1;
}

/** The points of a sweep and their results. */
export interface SweepTable {
  readonly goal: SweepGoal;
  readonly settings: readonly SweptSetting[];
  readonly points: readonly SweptPoint[];
  /** Place in `points` of the best one of the search by the goal; absent before one has all its results. */
  readonly best?: number;
}

/** Mean, sample standard deviation and count of values. */
export interface Spread {
  readonly mean: number;
  /** Absent for one value. */
  readonly deviation?: number;
  readonly count: number;
}

/** The spread of values; undefined without any. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  const { mean, deviation } = meanAndDeviation(values);
  return { mean, count, ...(count > 1 && { deviation }) };
}

/** The best of the points that have all their results, by the mean of the goal; as the coordinator chooses. */
export function bestOf({ goal, points }: Omit<SweepTable, 'best'>): number | undefined {
  let best: { readonly place: number; readonly mean: number } | undefined;
  points.forEach(({ stage, planned, runs, isDropped = false }, place) => {
    const goals = runs.flatMap((run) => run.goal ?? []);
    const mean = stage === 'search' && !isDropped && goals.length === planned ? spreadOf(goals)?.mean : undefined;
    if (mean !== undefined && (best === undefined || (mean - best.mean) * goal.better > 0)) best = { place, mean };
  });
  return best?.place;
}
