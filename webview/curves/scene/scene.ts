import type { CurveName } from '../../../src/curves';
import type { Theme } from '../../drawing';
import type { PlotLimits } from '../../../src/panel/messages';
import type { DrawnRun, Reference } from './curve-store';
import type { PlotCurve } from './plot-list';
import { networkNames } from '../../../src/wording';

/** Drawn run with its pin slot, which decides its colour; the panel's own run has slot 0. */
export interface RunInSlot extends DrawnRun {
  readonly slot: number;
}

/** Everything that a plot needs to draw. */
export interface Scene {
  readonly runs: readonly RunInSlot[];
  readonly window: { readonly from: number; readonly to: number };
  /** Whether a part of the runs is magnified, whose values then fill the plot. */
  readonly isZoomed: boolean;
  readonly limits: ReadonlyMap<string, PlotLimits>;
  readonly hidden: ReadonlySet<CurveName>;
  /** Names of the plots with a log axis. */
  readonly logs: ReadonlySet<string>;
  /** Whether outliers and the first steps may leave a plot. */
  readonly setsAside: boolean;
  readonly isWholeNumbers: boolean;
  /** Accuracies beside the runs' own: the teachers', and the run's without a teacher. */
  readonly references: readonly Reference[];
  /** Id of the emphasised run, if any. */
  readonly highlighted: string | undefined;
  /** Noun for the horizontal axis. */
  readonly axisLabel: string;
  readonly theme: Theme;
}

/** Name of a curve of runs: the one that is the student's is the teacher's while that trains. */
export function labelOf({ label }: Pick<PlotCurve, 'label'>, runs: readonly Pick<RunInSlot, 'isTeacher'>[]): string {
  const isOfTeachers = label === networkNames.student && runs.length > 0 && runs.every(({ isTeacher }) => isTeacher);
  return isOfTeachers ? networkNames.teacher : label;
}

/** The x of a run's last point; nothing is known of it beyond. */
export function endOf({ lines }: Pick<DrawnRun, 'lines'>): number {
  return Math.max(-Infinity, ...[...lines.values()].map(({ raw }) => raw.end));
}

/** Drawn runs with their slots: the first is the panel's own, and one that is no longer pinned is left out. */
export function runsInSlots(
  runs: readonly DrawnRun[],
  pins: readonly { readonly runId: string; readonly slot: number }[],
): RunInSlot[] {
  const slots = new Map(pins.map(({ runId, slot }) => [runId, slot]));
  return runs.flatMap((run, index): RunInSlot[] => {
    const slot = index === 0 ? 0 : slots.get(run.runId);
    return slot === undefined ? [] : [{ ...run, slot }];
  });
}
