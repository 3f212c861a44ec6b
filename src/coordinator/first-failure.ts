import { describePoint } from '../config';
import type { SweepOptions } from '../sweeps';
import { formatStatus } from '../wording';
import type { Children } from './children';
import type { Job } from './jobs';

/**
 * The reason for which the first run without a result has none, as a clause; undefined where there is no job.
 * @param faults faults of jobs that have no run, by their key
 */
export function firstFailure(
  jobs: readonly Job[],
  children: Pick<Children, 'runOf'>,
  faults: ReadonlyMap<string, string>,
  { metric }: SweepOptions['goal'],
): string | undefined {
  for (const job of jobs) {
    const fault = faults.get(job.key);
    if (fault !== undefined) return `${describePoint(job.choice)} was not run, since ${fault}`;
    const run = children.runOf(job);
    if (run === undefined || run.status === 'finished') continue;
    return `${run.id} ${formatStatus(run.status)}${run.progress.message === undefined ? '' : `, ${run.progress.message}`}`;
  }
  return jobs.length === 0
    ? undefined
    : `all runs have finished, and none reports ${metric} on the validation split; take another goal.metric, such as validation.accuracy`;
}
