import { formatAnd, formatCount, formatCountOf, formatEstimate } from '../../../wording';
import type { ResolvedConfig } from '../../schema/schema';
import { sweepPlanSize, sweepSeconds } from '../../sweep-size';

/** The pace of runs that have finished. */
export interface MeasuredPace {
  /** Seconds that one run took. */
  readonly secondsOfRun: number;
  /** Runs of a workspace that are at work at the same time. */
  readonly atATime: number;
}

/** Number of runs of a sweep and the time they take, for `sweep`, `sweep.over` and a temperature that it varies. */
export function sweepFacts(
  path: readonly string[],
  config: ResolvedConfig,
  pace: MeasuredPace | undefined,
): string | undefined {
  if (!isOfSweep(path, config)) return undefined;
  const size = sweepPlanSize(config);
  if (size === undefined) return undefined;
  const { points, seeds, fresh, runs, controls } = size;
  const parts = [
    `${formatCountOf(points, 'point')} × ${formatCountOf(seeds, 'seed')}`,
    ...(fresh === 0 ? [] : [`${formatCountOf(fresh, 'fresh seed')} of the best point`]),
  ];
  const beside = controls === 0 ? '' : `, and ${formatCountOf(controls, 'control')}`;
  const time =
    pace === undefined
      ? 'How long they take is not known before a run of this config has finished.'
      : `About ${formatEstimate(sweepSeconds(size, pace.secondsOfRun, pace.atATime))}, ${formatCount(pace.atATime)} at a time, by the runs of this config that have finished.`;
  return `${formatCountOf(runs, 'run')}: ${formatAnd(parts)}${beside}. ${time}`;
}

/** Whether a path is that of the sweep, or of a temperature that it varies. */
function isOfSweep(path: readonly string[], { sweep }: ResolvedConfig): boolean {
  const name = path.join('.');
  if (name === 'sweep' || name === 'sweep.over') return true;
  const isTemperature = name === 'temperature' || name === 'temperature.tune';
  return isTemperature && Object.keys(sweep?.over ?? {}).some((key) => key.split('.')[0] === 'temperature');
}
