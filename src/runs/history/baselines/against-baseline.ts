import { formatBeside, formatCount } from '../../../wording';
import { splitOf } from '../progress/progress';
import { contentsOfRun } from './run-content';
import type { RunSummary } from '../summary/summary';

type Judged = Pick<RunSummary, 'folder' | 'status' | 'progress'>;

/**
 * Test errors of a finished run minus those of the pinned baseline; undefined where one has none, or where they were measured on
 * other data.
 */
export function errorsAgainst(run: Judged, baseline: Judged | undefined): number | undefined {
  if (baseline === undefined || baseline.folder === run.folder) return undefined;
  const [own, base] = [run.progress, baseline.progress];
  const isTested = [own, base].every((progress) => splitOf(progress) === 'test' && progress.errors !== undefined);
  if (!isTested || own.count !== base.count || !contentsOfRun(base).hasData(own)) return undefined;
  return (own.errors ?? 0) - (base.errors ?? 0);
}

/** Errors against a baseline in words: `5 fewer than the baseline`; undefined where they cannot be compared. */
export function describeAgainst(run: Judged, baseline: Judged | undefined): string | undefined {
  const difference = errorsAgainst(run, baseline);
  return difference === undefined ? undefined : formatBeside(difference, 0, besideBaseline);
}

const besideBaseline = {
  fewer: (count: string) => `${count} fewer than the baseline`,
  more: (count: string) => `${count} more than the baseline`,
  same: 'as many as the baseline',
};

/** A difference of errors with its sign: `+12`, `−13`, `±0`. */
export function formatErrorsAgainst(difference: number): string {
  if (difference === 0) return '±0';
  return `${difference > 0 ? '+' : '−'}${formatCount(Math.abs(difference))}`;
}
