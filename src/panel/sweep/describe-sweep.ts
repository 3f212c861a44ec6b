import { describeSweep, isComparable, verdictOfSweep } from '../../comparison';
import { canRetry, isActiveStatus, isResumableStatus, type RunSummary } from '../../runs';
import type { SweepTable } from '../../sweep-figures';
import { formatCount, formatCountOf, formatEstimate } from '../../wording';
import { failureOf } from '../describe-run';
import type { SweepAction, SweepHead, SweepVerdictWords } from '../messages';

/** A sweep with its runs as they were last read. */
export interface ReadSweep {
  readonly sweep: RunSummary;
  readonly table: SweepTable | undefined;
  /** Its runs and their controls. */
  readonly runs: readonly RunSummary[];
  /** Runs of the workspace that are at work at the same time. */
  readonly atATime: number;
}

/** The head of a sweep's page. */
export function describeHead(read: ReadSweep): SweepHead {
  const { sweep } = read;
  const { id, folder, name, status } = sweep;
  const { done, total } = countsOf(read);
  const failure = failureOf(sweep);
  const subtitle = isComparable(sweep) && read.table !== undefined ? describeSweep(sweep, read.table) : '';
  return {
    ...{ id, folder, name, status, subtitle, standing: describeStanding(read) },
    progress: total === 0 ? 0 : Math.min(1, done / total),
    failure: failure === undefined ? '' : [failure.message, failure.hint].filter(Boolean).join(' '),
    actions: actionsOf(sweep),
  };
}

interface Counts {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
}

/** Counts by the coordinator's log; before its first word, those of the runs that are there. */
function countsOf({ sweep, runs }: ReadSweep): Counts {
  if (sweep.progress.sweep !== undefined) return sweep.progress.sweep;
  const children = runs.filter(({ manifest }) => manifest?.parent === sweep.id);
  const done = children.filter(({ status }) => !isActiveStatus(status));
  const failed = done.filter(({ status }) => status !== 'finished');
  return { done: done.length, failed: failed.length, total: children.length };
}

/** `47 of 63 runs · 2 running · 1 without a result · about 6 min left`. */
function describeStanding(read: ReadSweep): string {
  const { done, failed, total } = countsOf(read);
  if (total === 0) return read.sweep.status === 'queued' ? 'waiting to start' : 'no run yet';
  // The number of all runs is the coordinator's to say.
  if (read.sweep.progress.sweep === undefined && isActiveStatus(read.sweep.status)) return 'begins with its first runs';
  const running = read.runs.filter(({ status }) => status === 'running' || status === 'stopping').length;
  const left = isActiveStatus(read.sweep.status) ? secondsLeft(read) : undefined;
  return [
    done === total ? formatCountOf(total, 'run') : `${formatCount(done)} of ${formatCountOf(total, 'run')}`,
    ...(running === 0 ? [] : [`${formatCount(running)} running`]),
    ...(failed === 0 ? [] : [`${formatCount(failed)} without a result`]),
    ...(left === undefined ? [] : [`about ${formatEstimate(left)} left`]),
  ].join(' · ');
}

/**
 * Seconds until the last run ends, by the mean time of those that have finished; undefined before one has, and when none is left.
 * Controls count, since they take their turns in the same queue.
 */
export function secondsLeft(read: ReadSweep): number | undefined {
  const { runs, atATime, sweep } = read;
  const times = runs.flatMap(({ status, progress: { seconds } }) =>
    status === 'finished' && seconds !== undefined ? [seconds] : [],
  );
  if (times.length === 0) return undefined;
  const mean = times.reduce((sum, seconds) => sum + seconds, 0) / times.length;
  const { done, total } = countsOf(read);
  const active = runs.filter(({ status }) => isActiveStatus(status));
  const isOwn = ({ manifest }: RunSummary): boolean => manifest?.parent === sweep.id;
  const unmade = Math.max(0, total - done - active.filter(isOwn).length);
  const shares = active.map(({ progress: { step, steps } }) => (steps > 0 ? 1 - Math.min(1, step / steps) : 1));
  const left = unmade + shares.reduce((sum, share) => sum + share, 0);
  return left === 0 ? undefined : (left * mean) / Math.max(1, atATime);
}

function actionsOf(sweep: RunSummary): SweepAction[] {
  const { status, manifest } = sweep;
  const whenActive: SweepAction[] = status === 'running' || status === 'queued' ? ['stop'] : [];
  const whenOver: SweepAction[] = isResumableStatus(status) ? ['resume'] : [];
  const whenLacking: SweepAction[] = canRetry(sweep) ? ['retryFailed'] : [];
  const readable: SweepAction[] = manifest === undefined ? [] : ['addPoints', 'export', 'openConfig'];
  return [...whenActive, ...whenOver, ...whenLacking, ...readable, 'openLog', 'revealFolder'];
}

/** The verdict on the point that was chosen, or the reason why there is none. */
export async function describeSweepVerdict({ sweep, runs }: ReadSweep): Promise<SweepVerdictWords> {
  if (!isComparable(sweep)) return { sentence: '', tone: 'open', basis: '', results: [], pairs: [], detail: '' };
  const { sentence, tone, basis, results, pairs, detail } = await verdictOfSweep(sweep, runs);
  return { sentence, tone, basis, results: [...results], pairs: [...pairs], detail };
}
