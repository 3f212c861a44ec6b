import { isActiveStatus, type RunSummary } from '../runs';
import type { SweepTable } from '../sweep-figures';
import { formatCount, formatCountOf } from '../wording';
import type { ComparableRun } from './compare-runs';
import { freshPairs } from './sweeps/judge-sweep';
import { joinedSweepOf } from './sweeps/joined-options';
import { judgeReadPairs } from './verdict';
import { verdictFigures, type ResultFigures } from './verdict-rows';
import { describeVerdict, type VerdictWords } from './verdict-words';

/** A sweep's settings: `sweep of temperature × soft, 3 seeds each, teachers of their own`. */
export function describeSweep(sweep: ComparableRun, table: SweepTable): string {
  const { options } = joinedSweepOf(sweep) ?? {};
  if (options === undefined) return '';
  const seeds = typeof options.seeds === 'number' ? options.seeds : options.seeds.length;
  return [
    `sweep of ${table.settings.map(({ label }) => label).join(' × ')}`,
    ...(options.method === 'grid' ? [] : [options.method]),
    seeds === 1 ? 'one seed' : `${formatCount(seeds)} seeds each`,
    ...(options.teachers === 'each' ? ['teachers of their own'] : []),
  ].join(', ');
}

/** A verdict in words and in numbers, with what it rests on. */
export interface SweepVerdictWords extends VerdictWords {
  readonly basis: string;
  readonly figures: readonly ResultFigures[];
}

/** The verdict on a sweep's best point in words, with what it rests on; or the reason why there is none. */
export async function verdictOfSweep(sweep: ComparableRun, runs: readonly RunSummary[]): Promise<SweepVerdictWords> {
  const { config } = sweep.manifest;
  const found = freshPairs(sweep, runs);
  const verdict = found && (await judgeReadPairs(found, config.verdict?.margin));
  if (verdict === undefined || verdict.pairs.length === 0) {
    return { sentence: whyNoVerdict(sweep), tone: 'open', basis: '', results: [], pairs: [], detail: '', figures: [] };
  }
  const seeds = formatCountOf(joinedSweepOf(sweep)?.options.then?.seeds ?? 0, 'fresh seed');
  return {
    basis: `chosen on validation, judged on test by ${seeds}`,
    ...describeVerdict(verdict),
    figures: verdictFigures(verdict),
  };
}

function whyNoVerdict(run: ComparableRun): string {
  const { options: sweep } = joinedSweepOf(run) ?? {};
  if (sweep?.control === false) {
    return 'No verdict: without controls nothing tells what the teacher does. Take control: true.';
  }
  if (sweep?.then === undefined) {
    return 'No verdict: the seeds that choose the best point cannot judge it too. Add then: { seeds: 6 } to the sweep for fresh ones.';
  }
  const seeds = formatCountOf(sweep.then.seeds, 'fresh seed');
  return isActiveStatus(run.status)
    ? `The best point will be run again with ${seeds} once the search has ended; they give the verdict.`
    : `No verdict: the ${seeds} of the best point have no results.`;
}
